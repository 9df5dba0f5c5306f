package org.shootdown.machine;

/**
 * A step counts references of a frame that has none, or uses it: a kernel stops here if it looks (include/linux/mm.h,
 * put_page_testzero(), folio_get(): VM_BUG_ON_FOLIO()), and goes astray if it does not.
 */
final class Misuse extends LimitReached {

    private static final long serialVersionUID = 1L;

    private final Stop.Kind kind;

    Misuse(String what) {
        this(what, Stop.Kind.MISUSE);
    }

    Misuse(String what, Stop.Kind kind) {
        super(what);
        this.kind = kind;
    }

    Stop.Kind kind() {
        return kind;
    }
}

package org.shootdown.machine;

/**
 * A step counts references of a frame that has none, or uses it: a kernel stops here if it looks (include/linux/mm.h,
 * put_page_testzero(), folio_get(): VM_BUG_ON_FOLIO()), and goes astray if it does not.
 */
final class Misuse extends LimitReached {

    private static final long serialVersionUID = 1L;

    Misuse(String what) {
        super(what);
    }
}

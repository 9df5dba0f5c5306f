package org.shootdown.machine.iopgtable;

import java.util.Optional;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * AMD's host tables until 4.20: amd_iommu.c of 4.15, whose code is that of 4.14.190, which was read. Nothing that is mapped is
 * replaced; an unmap flushes all that the domain has.
 */
final class AmdV1Refusing extends AmdV1 {

    /** It tries until there is memory; commit 5b8a9a047b6c of 5.7 says that this is for ever. */
    private static final int FOR_EVER = 100;

    AmdV1Refusing(PageTableFormat format, TableMemory memory) {
        super(Driver.AMD_IOMMU_4_15, format, memory);
    }

    @Override
    boolean takesOnePage() {
        return true;
    }

    /** iommu_map_page. */
    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        Optional<Errno> error = prot.isNothing() ? Optional.of(Errno.EINVAL) : mapPage(iova, paddr, pageSize, prot);
        return error.isPresent() ? new Outcome.Done(0, error) : Outcome.Done.of(pageSize);
    }

    private Optional<Errno> mapPage(long iova, long paddr, long pageSize, Prot prot) {
        int shift = Long.numberOfTrailingZeros(pageSize);
        boolean grown = growTo(iova);
        int end = (shift - format().pageShift()) / 9;
        requireLevel(end);
        long table = root(iova).orElseThrow();
        for (int level = top(); level > end; level--) {
            long word = read(table, index(level, iova));
            if (kind(level, word) == Kind.INVALID) {
                OptionalLong next = allocate(ENTRIES);
                if (next.isEmpty()) {
                    return Optional.of(Errno.ENOMEM);
                }
                word = entry(level, next.getAsLong());
                write(table, index(level, iova), word);
            }
            if (kind(level, word) != Kind.TABLE) {
                // "No level skipping support yet": a leaf is in the way.
                return Optional.of(Errno.ENOMEM);
            }
            table = address(level, word);
        }
        Place place = new Place(table, index(end, iova), shift);
        for (int i = 0; i < copies(place); i++) {
            if (read(table, place.index() + i) != 0) {
                return Optional.of(Errno.EBUSY);
            }
        }
        set(place, paddr, prot);
        if (grown) {
            // update_domain.
            flush(Event.Scope.EVERYTHING, iova, pageSize);
        }
        return Optional.empty();
    }

    private boolean growTo(long iova) {
        boolean grown = false;
        int tries = 0;
        while (!reaches(iova)) {
            grown |= grow();
            if (++tries > FOR_EVER) {
                throw new UndefinedBehaviour("alloc_pte asks for memory for ever");
            }
        }
        return grown;
    }

    /** amd_iommu_unmap. */
    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long unmapped = unmapPage(iova, pageSize);
        flush(Event.Scope.EVERYTHING, iova, pageSize);
        return Outcome.Done.of(unmapped);
    }

    /** iommu_unmap_page: what an empty entry covers counts. */
    private long unmapPage(long iova, long pageSize) {
        long at = iova;
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, pageSize) < 0) {
            if (!reaches(at)) {
                throw new UndefinedBehaviour("fetch_pte says no size for what the tables do not reach");
            }
            Optional<Place> place = fetch(at);
            place.ifPresent(this::clear);
            long covered = place.isPresent() ? 1L << place.get().shift() : hole(at);
            at = (at & -covered) + covered;
            unmapped += covered;
        }
        return unmapped;
    }

    /** What the empty entry covers at which fetch_pte stopped. */
    private long hole(long iova) {
        long table = root(iova).orElseThrow();
        int level = top();
        for (long word = read(table, index(level, iova)); kind(level, word) == Kind.TABLE; level--) {
            table = address(level, word);
            word = read(table, index(level - 1, iova));
        }
        return covers(level);
    }
}

package org.shootdown.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Runs;
import org.shootdown.sema.Attributes;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/**
 * Makes the runs of pages whose entries can be contiguous, and the folios: the frames that such pages have at the start, if
 * these lie one behind the other.
 */
final class RunBuilder {

    /** A run as far as its pages are declared; {@code span}: the first of them. */
    private record Pages(String name, int space, List<Integer> pages, Span span) {}

    private final World world;
    private final List<Pages> runs = new ArrayList<>();
    private final List<Runs.Folio> folios = new ArrayList<>();
    /** By page that the script declares in a run: the index of the frame behind it; not positive if there is none. */
    private final Map<Integer, Integer> frames = new HashMap<>();
    /** The pages whose entries have the bit at the start. */
    private final Set<Integer> contiguous = new HashSet<>();

    RunBuilder(World world) {
        this.world = world;
    }

    /**
     * The page that was added last says in which run it is; yields the bit of its entry, if that is one of the run at the
     * start.
     *
     * @param frame the index of the frame behind it; not positive if there is none
     * @param mapped whether its entry names the frame
     */
    int add(ScenarioItem.Page page, Map<String, Expression> read, int frame, boolean mapped) {
        Expression word = read.get("run");
        if (word == null) {
            return 0;
        }
        int index = world.pages.size() - 1;
        int space = world.pages.get(index).space();
        String name = Attributes.text(word, world.cell).orElse("");
        Pages run = runs.stream()
                .filter(r -> r.space() == space && r.name().equals(name))
                .findFirst()
                .orElseGet(() -> begin(name, space, page.name().span()));
        boolean follows = run.pages().isEmpty()
                || run.pages().get(run.pages().size() - 1) == index - 1
                        && world.pages.get(index - 1).size() == world.pages.get(index).size();
        if (!follows) {
            throw new LoweringException(Diagnostic.of(
                            Code.CONTRADICTION,
                            page.name().span(),
                            "the pages of the run `" + name + "` are not one behind the other, or not of one size")
                    .and(run.span(), "it begins here")
                    .help("declare them one after the other"));
        }
        run.pages().add(index);
        frames.put(index, frame);
        if (!mapped || isOff(read.get("cont"))) {
            return 0;
        }
        contiguous.add(index);
        return PageTableEntry.CONT;
    }

    private Pages begin(String name, int space, Span span) {
        runs.add(new Pages(name, space, new ArrayList<>(), span));
        return runs.get(runs.size() - 1);
    }

    /** The page that was added last is the same page in the child's table. */
    void addCopy(int original) {
        runOf(original).map(runs::get).ifPresent(r -> {
            int copy = world.pages.size() - 1;
            int space = world.pages.get(copy).space();
            runs.stream()
                    .filter(o -> o.space() == space && o.name().equals(r.name()))
                    .findFirst()
                    .orElseGet(() -> begin(r.name(), space, r.span()))
                    .pages()
                    .add(copy);
        });
    }

    private boolean isOff(Expression value) {
        return value != null
                && Attributes.text(value, world.cell)
                        .filter(t -> t.equals("off") || t.equals("false"))
                        .isPresent();
    }

    /** Finds the folios, when all pages are declared. */
    void build() {
        for (Pages run : runs) {
            int first = frames.getOrDefault(run.pages().get(0), 0);
            int count = run.pages().size();
            boolean neighbours = count > 1 && first > 0;
            for (int i = 0; i < count; i++) {
                neighbours &= frames.getOrDefault(run.pages().get(i), 0) == first + i;
            }
            if (neighbours) {
                folios.add(new Runs.Folio(first, count));
            } else if (run.pages().stream().anyMatch(contiguous::contains)) {
                throw new LoweringException(Diagnostic.of(
                                Code.CONTRADICTION,
                                run.span(),
                                "the pages of the run `" + run.name() + "` do not have frames one behind the other, as its "
                                        + "entries say at the start")
                        .help("declare two or more that are mapped, without `frame`; or say `cont off` of each"));
            }
        }
    }

    /** The run that a page is in. */
    Optional<Integer> runOf(int page) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).pages().contains(page)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** How reports call the run of a page. */
    Optional<String> nameOf(int page) {
        return runOf(page).map(r -> runs.get(r).name());
    }

    /** Where a page is in its run; 0 in none. */
    int place(int page) {
        return pagesWith(page).indexOf(page);
    }

    /** The frames that are at the place of a page in a folio as large as its run. */
    List<Integer> framesAt(int page) {
        int count = pagesWith(page).size();
        return folios.stream()
                .filter(f -> count > 1 && f.frames() >= count)
                .map(f -> f.first() + place(page))
                .toList();
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The pages of the run of a page; of a page that is in none that page alone. */
    List<Integer> pagesWith(int page) {
        return runOf(page).map(r -> List.copyOf(runs.get(r).pages())).orElse(List.of(page));
    }

    /** About the run of a page. */
    LoweringException notModelled(int page, String sentence) {
        Span span = runs.get(runOf(page).orElseThrow()).span();
        return new LoweringException(Diagnostic.of(Code.NOT_MODELLED, span, sentence)
                .help("leave out `run`: each page is then on its own"));
    }

    Runs hardware() {
        return runs.isEmpty()
                ? Runs.NONE
                : new Runs(
                        runs.stream()
                                .map(r -> new Runs.Run(r.name(), r.space(), r.pages()))
                                .toList(),
                        folios);
    }
}

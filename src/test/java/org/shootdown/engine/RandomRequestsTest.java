package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios with a queue of page requests that overflows, drivers that handle them in right and wrong ways, and
 * a thread that changes entries meanwhile, or hands the PASID on to another process: both engines give the same verdicts and the same final states.
 */
class RandomRequestsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    /** {@code P} and {@code Q} are pages, {@code W} is whether it is for writing. */
    private static final List<String> DEVICE = List.of(
            "r%d = request_pages W, P",
            "r%d = request_pages W, P, Q",
            "r%d = request_pages W, P, Q",
            "try { r%d = load P } on fault { }",
            "try { store P, %d } on fault { }");

    private static final List<String> KERNEL = List.of(
            "clear_pasid_entry gpu   context_invalidate gpu   iommu_sync gpu",
            "set_pasid_entry gpu",
            "prq_drain gpu",
            "set_pte m.P, empty_pte",
            "set_pte m.P, mk_pte(f, ro)",
            "iotlb_invalidate gpu, m.P   atc_invalidate gpu, m.P   iommu_sync gpu",
            "iotlb_invalidate gpu, m.P");

    /** Where the PASID is handed on to another process. */
    private static final List<String> HANDING_ON = List.of(
            "clear_pasid_entry gpu   context_invalidate gpu   iommu_sync gpu   pasid_array_erase gpu",
            "pasid_array_store gpu, n   set_pasid_table gpu, n",
            "set_pasid_table gpu, n   pasid_array_store gpu, n",
            "set_pasid_table gpu, m   context_invalidate gpu",
            "iotlb_invalidate_pasid gpu   iommu_sync gpu",
            "atc_invalidate_all gpu   iommu_sync gpu",
            "iotlb_invalidate gpu, n.P   atc_invalidate gpu, n.P   iommu_sync gpu",
            "set_pte n.P, empty_pte");

    private static final List<String> HANDLERS = List.of(
            "return SUCCESS",
            "let g = alloc_frame()   set_pte a, mk_pte(g, rw)   return SUCCESS",
            "let g = alloc_frame()   set_pte a, mk_pte(g, rw)   return SUCCESS",
            "let g = alloc_frame()   set_pte a, mk_pte(g, ro)   return SUCCESS",
            "return INVALID",
            "if write { return FAILURE }   return SUCCESS");

    private static final List<String> RESPONSES = List.of(
            "page_response d, status",
            "page_response d, status",
            "page_response d, status",
            "page_response d, status   page_response d, INVALID",
            "if status == SUCCESS { page_response d, status }",
            "");

    private static final List<String> REPORTS = List.of(
            "pasid_array_load d   if prq_last(d) { iopf_queue_work d } else { iopf_add_partial d }",
            "pasid_array_load d   if not iopf_handler(d) { prq_respond d, INVALID }"
                    + " else { if prq_last(d) { iopf_queue_work d } else { iopf_add_partial d } }",
            "if prq_last(d) { iopf_queue_work d }",
            "if prq_last(d) { prq_respond d, INVALID } else { iopf_add_partial d }",
            "if prq_last(d) { iopf_queue_work d } else { prq_respond d, INVALID }");

    private static final List<String> THREADS = List.of(
            "",
            "",
            "prq_take d   prq_set_head d   iommu_report_device_fault(d)",
            "if prq_head(d) != prq_tail(d) { prq_take d   iommu_report_device_fault(d)   prq_set_head d }"
                    + "   if prq_overflow(d) { prq_clear_overflow d }",
            "if prq_overflow(d) { iopf_discard_partial d   prq_clear_overflow d }"
                    + "   if prq_tail(d) != 0 { prq_take d   prq_set_head d   iommu_report_device_fault(d) }");

    @Test
    void bothEnginesAgree() {
        Set<String> seen = RandomScenarios.agree("page requests", 10, LIMITS, RandomRequestsTest::script);
        for (String question : List.of("one_response", "coherence", "deadlock", "served")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static String one(Random random, List<String> forms) {
        return forms.get(random.nextInt(forms.size()));
    }

    private static String script(Random random) {
        StringBuilder text = new StringBuilder("shootdown 1\niommu some extends vtd {\n");
        for (String rule : List.of("answers_request_overflow", "rewalks_on_permission_fault", "caches_blocking_entries", "tags_by_pasid")) {
            text.append("    rule ").append(rule).append(random.nextBoolean() ? " = on\n" : " = off\n");
        }
        text.append("}\ndriver mine extends intel_svm {\n    override proc page_request(d: device, a: page, write: bool) -> int { ")
                .append(one(random, HANDLERS))
                .append(" }\n    override proc iopf_group_response(d: device, status: int) { ")
                .append(one(random, RESPONSES))
                .append(" }\n    override proc iommu_report_device_fault(d: device) { ")
                .append(one(random, REPORTS))
                .append(" }\n");
        String thread = one(random, THREADS);
        if (!thread.isEmpty()) {
            text.append("    override proc prq_event_thread(d: device) { ").append(thread).append(" }\n");
        }
        boolean handedOn = random.nextInt(3) == 0;
        text.append("}\nscenario random {\n    vary arch in ")
                .append(random.nextInt(4) == 0 ? "arm64" : "x86_64")
                .append("\n    frame f = 1\n    mm m { page A = 2 pte none   page B = 3 pte ro vma rw }\n")
                .append(handedOn ? "    mm n { page A = 4   page B = 5 pte none }\n" : "")
                .append("    device gpu sva m { iommu = drops  ats on  pri on  driver mine  prq ")
                .append(1 + random.nextInt(2))
                .append(" }\n");
        int number = 0;
        int askers = 1 + random.nextInt(2);
        for (int asker = 0; asker < askers; asker++) {
            text.append("    thread ").append("DE".charAt(asker)).append(" on gpu {\n");
            for (int step = 1 + random.nextInt(askers == 1 ? 3 : 1); step > 0; step--) {
                if (handedOn && random.nextBoolean()) {
                    text.append("        ").append(filled(random, "abandon_pages W, P, Q", 0)).append('\n');
                }
                text.append("        ").append(filled(random, one(random, DEVICE), ++number)).append('\n');
            }
            text.append("    }\n");
        }
        if (handedOn || random.nextInt(3) > 0) {
            text.append(handedOn ? "    thread T on cpu 0 in m {\n" : "    thread T {\n");
            for (int step = 1 + random.nextInt(handedOn ? 4 : 2); step > 0; step--) {
                List<String> forms = handedOn && random.nextInt(3) > 0 ? HANDING_ON : KERNEL;
                text.append("        ").append(filled(random, one(random, forms), ++number)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    exists served: m.A.writable or m.B.writable\n")
                .append("    check one_response, coherence, page_lifetime, deadlock, progress\n}\n")
                .append(RandomScenarios.drops(random))
                .toString();
    }

    private static String filled(Random random, String form, int number) {
        boolean swapped = random.nextBoolean();
        return String.format(form, number)
                .replaceAll("\\bP\\b", swapped ? "B" : "A")
                .replaceAll("\\bQ\\b", swapped ? "A" : "B")
                .replaceAll("\\bW\\b", random.nextBoolean() ? "true" : "false");
    }
}

package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

/** Commands in the queues of IOMMUs: they take effect when the IOMMU comes to them. */
final class CommandQueues {

    private static final Step.CommandKind[] KINDS = Step.CommandKind.values();

    private final Hardware hardware;
    private final Attachments attachments;
    private final Blocks blocks;
    private final WalkCaches walks;
    private final Regions regions;
    private final int pages;
    /** How many things a command can be about. */
    private final int targets;

    CommandQueues(Program program, Attachments attachments, Blocks blocks, WalkCaches walks, Consulted consulted) {
        this.hardware = program.hardware();
        this.attachments = attachments;
        this.blocks = blocks;
        this.walks = walks;
        this.regions = new Regions(hardware, blocks, walks, attachments, consulted);
        this.pages = hardware.pages().size();
        int regions = hardware.devices().stream()
                .flatMap(d -> d.region().stream())
                .mapToInt(r -> r.regions().size())
                .max()
                .orElse(0);
        int single = Math.max(regions, Math.max(pages, hardware.tables().size()));
        this.targets = hasRanges(program) ? Math.max(single, 1 << pages) : single;
    }

    private static boolean hasRanges(Program program) {
        return program.threads().stream()
                .flatMap(t -> t.instructions().stream())
                .anyMatch(i -> i.step() instanceof Step.QueueCommand command && command.range());
    }

    /** Puts a command into the queue; yields false if the queue is full. */
    boolean queue(int[] state, int thread, Step.QueueCommand command) {
        int base = hardware.devices().get(command.device()).queue();
        for (int i = 0; i < Hardware.QUEUE_LENGTH; i++) {
            if (state[base + i] == 0) {
                int about = (command.range() ? 1 : 0) + 2 * (command.target() + targets * thread);
                state[base + i] = 1 + command.kind().ordinal() + KINDS.length * about;
                return true;
            }
        }
        return false;
    }

    /** How timelines call a region that a device's MMU can be told to lock. */
    String region(int device, int number) {
        return regions.text(device, number);
    }

    /** Whether none of a thread's commands is left. */
    boolean isDone(int[] state, int thread, int device) {
        int base = hardware.devices().get(device).queue();
        for (int i = 0; i < Hardware.QUEUE_LENGTH && state[base + i] != 0; i++) {
            if (about(state[base + i]) / 2 / targets == thread) {
                return false;
            }
        }
        return true;
    }

    private static int about(int command) {
        return (command - 1) / KINDS.length;
    }

    private int target(int command) {
        return about(command) / 2 % targets;
    }

    /**
     * The pages that a command about several of them has not reached yet, as bits: nothing says that these are one step, or in
     * which order they go. Empty if the command is about one thing.
     */
    int open(int[] state, int device, int position) {
        int command = state[hardware.devices().get(device).queue() + position];
        return about(command) % 2 == 0 ? 0 : target(command);
    }

    /** One page of the range of a command is reached; the command is there until all are. */
    String reach(int[] state, int device, int position, int page, Narrator narrator) {
        int at = hardware.devices().get(device).queue() + position;
        Step.CommandKind kind = KINDS[(state[at] - 1) % KINDS.length];
        if (target(state[at]) == 1 << page) {
            remove(state, device, position);
        } else {
            state[at] -= KINDS.length * 2 << page;
        }
        return effect(state, device, kind, page, narrator);
    }

    /** Takes a command out of the queue and carries it out; yields how a timeline tells it. */
    String carryOut(int[] state, int device, int position, Narrator narrator) {
        int command = state[hardware.devices().get(device).queue() + position];
        remove(state, device, position);
        return effect(state, device, KINDS[(command - 1) % KINDS.length], target(command), narrator);
    }

    private void remove(int[] state, int device, int position) {
        int base = hardware.devices().get(device).queue();
        for (int i = position; i < Hardware.QUEUE_LENGTH; i++) {
            state[base + i] = i + 1 < Hardware.QUEUE_LENGTH ? state[base + i + 1] : 0;
        }
    }

    private String effect(int[] state, int device, Step.CommandKind kind, int target, Narrator narrator) {
        Hardware.Device d = hardware.devices().get(device);
        switch (kind) {
            case INVALIDATE_IOTLB -> {
                attachments.drop(state, device, target, narrator);
                return d.tlb() + " drops " + hardware.pages().get(target).name();
            }
            case INVALIDATE_SMALL -> {
                attachments.dropOfLevel(state, device, target, false, narrator);
                return d.tlb() + " drops small leaves of " + hardware.pages().get(target).name();
            }
            case INVALIDATE_LARGE -> {
                attachments.dropOfLevel(state, device, target, true, narrator);
                return d.tlb() + " drops large leaves of " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WALK -> {
                dropWalks(state, device, target);
                attachments.drop(state, device, target, narrator);
                return d.tlb() + " and walk cache drop " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WALK_SMALL -> {
                dropWalks(state, device, target);
                attachments.dropOfLevel(state, device, target, false, narrator);
                return d.tlb() + " and walk cache drop small leaves of " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WALK_LARGE -> {
                dropWalks(state, device, target);
                attachments.dropOfLevel(state, device, target, true, narrator);
                return d.tlb() + " and walk cache drop large leaves of " + hardware.pages().get(target).name();
            }
            case INVALIDATE_DOMAIN -> {
                walks.dropAll(state, blocks.ofDevice(device), target);
                for (int page = 0; page < pages; page++) {
                    if (hardware.pages().get(page).space() == target) {
                        attachments.drop(state, device, page, narrator);
                    }
                }
                return d.tlb() + " drops all of " + hardware.tables().get(target).name();
            }
            case INVALIDATE_ATC -> {
                for (int page = 0; page < pages; page++) {
                    if (page == target || d.context().isPresent() && isAlias(page, target)) {
                        dropOwn(state, device, page, narrator);
                    }
                }
                return "ATC drops " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WHOLE_ATC -> {
                for (int page = 0; page < pages; page++) {
                    if (d.walks(hardware.pages().get(page).space())) {
                        dropOwn(state, device, page, narrator);
                    }
                }
                return "ATC drops everything";
            }
            case INVALIDATE_CONTEXT -> {
                if (d.context().isPresent()) {
                    attachments.invalidate(state, device);
                }
                return "IOMMU forgets the domain of " + d.name();
            }
            case LOCK_REGION -> {
                return regions.lock(state, device, target);
            }
            case UNLOCK_REGION -> {
                return regions.unlock(state, device, false, narrator);
            }
            case FLUSH_REGION -> {
                return regions.unlock(state, device, true, narrator);
            }
        }
        throw new IllegalArgumentException(kind.name());
    }

    private void dropWalks(int[] state, int device, int page) {
        if (blocks.has(page)) {
            walks.drop(state, blocks.ofDevice(device), blocks.of(page));
        }
    }

    /** A device's own cache knows addresses and no domains, so it drops whatever is at the address. */
    private boolean isAlias(int page, int other) {
        return hardware.pages().get(page).address().equals(hardware.pages().get(other).address());
    }

    private void dropOwn(int[] state, int device, int page, Narrator narrator) {
        if (hardware.devices().get(device).ats()) {
            attachments.dropAtc(state, device, page, narrator);
        }
    }
}

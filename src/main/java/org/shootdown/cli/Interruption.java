package org.shootdown.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the run stops where it is, prints what is known, and the exit status is 130. */
final class Interruption {

    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean ending;
    private boolean done;

    private Interruption() {}

    /** Watches for the end of the JVM while a thread works. */
    static Interruption watch(Thread worker) {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stop(worker)));
        return interruption;
    }

    /** Says that the work is done; yields whether the JVM is ending already, and waits for nothing else. */
    synchronized boolean isEnding() {
        done = true;
        ended.countDown();
        return ending;
    }

    private void stop(Thread worker) {
        synchronized (this) {
            if (done) {
                return;
            }
            ending = true;
        }
        worker.interrupt();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("shootdown: interrupted before anything was known");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
    }
}

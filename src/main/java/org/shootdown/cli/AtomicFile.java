package org.shootdown.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** Replaces files as a whole: whoever reads one meanwhile, or after a crash, finds the old text or the new one. */
final class AtomicFile {

    private AtomicFile() {}

    /** Writes a file that exists; its permissions stay, and links to it still lead there. */
    static void write(Path path, String text) throws IOException {
        Path target = path.toRealPath();
        if (!Files.isWritable(target)) {
            throw new FileSystemException(path.toString(), null, "it is read-only");
        }
        Path beside = Files.createTempFile(target.toAbsolutePath().getParent(), ".shootdown", ".tmp");
        try {
            Files.writeString(beside, text);
            PosixFileAttributeView posix = Files.getFileAttributeView(target, PosixFileAttributeView.class);
            if (posix != null) {
                Files.setPosixFilePermissions(beside, posix.readAttributes().permissions());
            }
            move(beside, target);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

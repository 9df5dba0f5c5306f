package org.shootdown.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DiagnosticErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.Corpus;
import org.shootdown.Documents;
import org.shootdown.diag.SourceFile;
import org.shootdown.fuzz.GrammarWalk;

/** The grammar on everything that ships: it reads all of it, in one way only. */
class GrammarTest {

    /** As many scripts of the grammar's own making. */
    private static final int WALKS = 1_500;

    static List<SourceFile> shipped() {
        return Stream.of(
                        Corpus.LIBRARY.stream(),
                        Corpus.samples().stream().map(Corpus::read),
                        Corpus.scripts("syntax").stream().map(Corpus::read),
                        Corpus.scripts("machine").stream().map(Corpus::read),
                        Corpus.scripts("emit").stream().map(Corpus::read),
                        Documents.scripts())
                .flatMap(files -> files)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void readsWhatShips(SourceFile file) {
        Parsed parsed = ScriptParser.parse(file);
        assertEquals(List.of(), parsed.diagnostics());
        assertTrue(!parsed.script().declarations().isEmpty());
    }

    /** SLL is tried first and believed: it must not read a file in another way than LL. */
    @ParameterizedTest
    @MethodSource("shipped")
    void quickAndFullPredictionAgree(SourceFile file) {
        String quick = parser(file, PredictionMode.SLL).file().toStringTree();
        String full = parser(file, PredictionMode.LL).file().toStringTree();
        assertEquals(full, quick);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void nothingIsAmbiguous(SourceFile file) {
        assertEquals(List.of(), ambiguities(file));
    }

    /** What nobody has written yet is not ambiguous either, as far as walks through the grammar come. */
    @Test
    void nothingThatTheGrammarCanSayIsAmbiguous() {
        int read = 0;
        for (long seed = 1; seed <= WALKS; seed++) {
            SourceFile file = SourceFile.of("walk " + seed, GrammarWalk.script(new Random(seed)));
            if (ReadingStages.full(file)) {
                read++;
                assertEquals(List.of(), ambiguities(file), file.text());
                if (ReadingStages.quick(file)) {
                    quickAndFullPredictionAgree(file);
                }
            }
        }
        // The rest has line breaks where the shaper sees none that end anything.
        int enough = WALKS / 10;
        assertTrue(read > enough, read + " walks can be read");
    }

    /** Where a file can be read in two ways. */
    private static List<String> ambiguities(SourceFile file) {
        ShootdownParser parser = parser(file, PredictionMode.LL_EXACT_AMBIG_DETECTION);
        List<String> ambiguities = new ArrayList<>();
        parser.addErrorListener(new DiagnosticErrorListener(true) {
            @Override
            public void reportAmbiguity(
                    Parser p, DFA dfa, int start, int stop, boolean exact, BitSet alternatives, ATNConfigSet configs) {
                ambiguities.add(getDecisionDescription(p, dfa) + " " + alternatives + " at line "
                        + p.getTokenStream().get(start).getLine() + ": "
                        + p.getTokenStream().getText(p.getTokenStream().get(start), p.getTokenStream().get(stop)));
            }
        });
        parser.file();
        return ambiguities;
    }

    private static ShootdownParser parser(SourceFile file, PredictionMode mode) {
        ShootdownLexer lexer = new ShootdownLexer(CharStreams.fromString(file.text()));
        ShootdownParser parser = new ShootdownParser(new CommonTokenStream(TokenShaper.shape(lexer)));
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(mode);
        return parser;
    }
}

package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.shootdown.engine.Verdict;
import org.shootdown.sema.Operations;
import org.shootdown.syntax.ShootdownLexer;

class TokenTableTest {

    @Test
    void everyTokenTypeHasACategory() {
        for (int type = 1; type <= ShootdownLexer.VOCABULARY.getMaxTokenType(); type++) {
            String token = ShootdownLexer.VOCABULARY.getDisplayName(type);
            assertTrue(TokenTable.category(type).isPresent(), () -> token + " has no category in TokenTable");
        }
    }

    @Test
    void onlyWordsIntroduceNames() {
        Set<String> words = Set.copyOf(TokenTable.words());
        TokenTable.introducers().values().forEach(group -> assertTrue(words.containsAll(group), group::toString));
    }

    @Test
    void scopesAndGroupsAreDistinct() {
        Set<String> scopes = new HashSet<>();
        Set<String> groups = new HashSet<>();
        for (TokenCategory category : TokenCategory.values()) {
            assertTrue(scopes.add(category.scope()), category.scope());
            assertTrue(groups.add(category.vimGroup()), category.vimGroup());
        }
    }

    @Test
    void verdictsAreThoseOfTheEngine() {
        // `n/a` is an answer, not something to expect.
        List<String> words = Arrays.stream(Verdict.values())
                .filter(v -> v != Verdict.NOT_APPLICABLE)
                .map(Verdict::word)
                .toList();
        assertEquals(words, KnownNames.VERDICTS);
    }

    @Test
    void operationsKeepTheirCategoryWhateverElseTheirNamesMean() {
        KnownNames names = KnownNames.bundled();
        Operations.all().forEach(operation -> assertEquals(
                TokenCategory.OPERATION, names.category(operation.name()).orElseThrow(), operation.name()));
        assertEquals(TokenCategory.PROCEDURE, names.category("munmap").orElseThrow());
        assertEquals(TokenCategory.LIBRARY, names.category("linux_6_6").orElseThrow());
        assertTrue(names.category("page").isEmpty(), "a word of the language is not a known name");
    }
}

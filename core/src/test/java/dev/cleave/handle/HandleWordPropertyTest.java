package dev.cleave.handle;

import static dev.cleave.handle.HandleWord.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.RandomHistories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random histories of a handle's word, beside a plain model. */
@DisplayName("In random histories a handle's word")
class HandleWordPropertyTest {
    private static final int GENERATION = 7;
    private static final long BORN = HandleWord.born(GENERATION);

    /** What may happen to a word. */
    enum Event {
        PIN, PIN_LONG, UNPIN, UNPIN_LONG, FREE, BEGIN, MOVED, STAYED
    }

    @Test
    @DisplayName("agrees with a plain model")
    void agreesWithAPlainModel() {
        RandomHistories.check(1_000, 60, HandleWordPropertyTest::agrees);
    }

    private static void agrees(ByteHistory history) {
        PlainHandle model = new PlainHandle();
        long word = BORN;
        while (history.hasMore()) {
            Event event = history.tell(history.oneOf(Event.values()));
            long after = swing(word, event);
            assertThat(after != REFUSED).as("%s after %s is legal", event, model).isEqualTo(model.happens(event));
            word = after == REFUSED ? word : after;
            assertThat(HandleWord.isLive(word, GENERATION)).as("%s", model).isEqualTo(model.live);
            assertThat(HandleWord.pins(word)).as("%s", model).isEqualTo(model.pins);
            assertThat(HandleWord.longPins(word)).as("%s", model).isEqualTo(model.longPins);
            assertThat(HandleWord.place(word)).as("%s", model).isEqualTo(model.place);
            assertThat(HandleWord.isMoving(word)).as("%s", model).isEqualTo(model.moving);
        }
    }

    private static long swing(long word, Event event) {
        return switch (event) {
            case PIN -> HandleWord.pinned(word, GENERATION);
            case PIN_LONG -> HandleWord.pinnedLong(word, GENERATION);
            case UNPIN -> HandleWord.unpinned(word);
            case UNPIN_LONG -> HandleWord.unpinnedLong(word);
            case FREE -> HandleWord.freed(word, GENERATION);
            case BEGIN -> HandleWord.moving(word, GENERATION);
            case MOVED -> HandleWord.moved(word);
            case STAYED -> HandleWord.stayed(word);
        };
    }

    /** The same in fields. */
    private static final class PlainHandle {
        private boolean live = true;
        private boolean moving;
        private boolean disturbed;
        private int place;
        private int pins;
        private int longPins;

        boolean happens(Event event) {
            boolean legal = switch (event) {
                case PIN, PIN_LONG -> live;
                case UNPIN -> pins > 0;
                case UNPIN_LONG -> longPins > 0;
                case FREE -> live && pins + longPins == 0;
                case BEGIN -> live && pins + longPins == 0 && !moving;
                case MOVED -> live && moving && !disturbed;
                case STAYED -> live && moving;
            };
            if (legal) {
                change(event);
            }
            return legal;
        }

        private void change(Event event) {
            switch (event) {
                case PIN -> pins++;
                case PIN_LONG -> longPins++;
                case UNPIN -> pins--;
                case UNPIN_LONG -> longPins--;
                case FREE -> live = false;
                case BEGIN -> moving = true;
                case MOVED -> place = 1 - place;
                case STAYED -> disturbed = false;
            }
            disturbed |= moving && (event == Event.PIN || event == Event.PIN_LONG);
            moving &= event != Event.MOVED && event != Event.STAYED;
        }

        @Override
        public String toString() {
            return "live " + live + ", moving " + moving + ", disturbed " + disturbed + ", place " + place + ", pins "
                    + pins + " and " + longPins;
        }
    }
}

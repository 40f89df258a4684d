package load;

/** When a guest's next message is due. */
interface Pace {

    long NEVER = Long.MAX_VALUE;

    /** Nobody sends. */
    Pace NONE = (guest, now) -> NEVER;

    /** A closed loop: each sends again as soon as the reply is there. */
    Pace CLOSED = (guest, now) -> now;

    /** @return the microsecond at which a guest who waits for no reply is to send; it may be past */
    long due(int guest, long now);

    default void sent(int guest) {}

    default Pace from(long startMicros) {
        return this;
    }

    /** Whether messages become due by the clock alone. */
    default boolean isTimed() {
        return false;
    }

    /**
     * So many messages a second by all guests in turn. A guest whose reply is late sends what was due meanwhile as soon as
     * it may, and the time counts from when it was due: a server that stops for a second is not asked less.
     */
    final class Rate implements Pace {

        private final double microsBetween;
        private final long[] sent;
        private long startMicros;

        Rate(double perSecond, int guests) {
            this.microsBetween = 1e6 / perSecond;
            this.sent = new long[guests];
        }

        @Override
        public Pace from(long start) {
            startMicros = start;
            return this;
        }

        @Override
        public long due(int guest, long now) {
            return startMicros + (long) ((sent[guest] * sent.length + guest) * microsBetween);
        }

        @Override
        public void sent(int guest) {
            sent[guest]++;
        }

        @Override
        public boolean isTimed() {
            return true;
        }
    }
}

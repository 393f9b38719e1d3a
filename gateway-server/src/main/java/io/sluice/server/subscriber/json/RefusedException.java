package io.sluice.server.subscriber.json;

/** A message that is no command, or one that is not carried out. The text is for people, and has nothing of the client's in it. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String text;
    private final long id;

    /**
     * @param id of the command; 0 where there is none
     */
    RefusedException(ErrorCode code, long id, String text) {
        super(text, null, false, false);
        this.code = code;
        this.id = id;
        this.text = text;
    }

    ErrorCode code() {
        return code;
    }

    long id() {
        return id;
    }

    String text() {
        return text;
    }
}

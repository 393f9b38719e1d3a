package io.sluice.server.explain;

/**
 * A verdict and what it rests on.
 *
 * @param text a sentence for people
 */
public record Judgement(Verdict verdict, String text) {}

package io.sluice.bench.load;

import io.sluice.bench.load.LoadSettings.Envelope;
import io.sluice.bench.load.LoadSettings.Mix;
import io.sluice.bench.load.LoadSettings.Pace;
import io.sluice.bench.load.LoadSettings.Surface;
import io.sluice.bench.load.LoadSettings.Target;
import io.sluice.bench.load.LoadSettings.Timing;
import java.time.Duration;

/** Settings of short runs. */
final class Settings {
    static final int SUBSCRIBERS = 5;

    private Settings() {}

    /** Five plain subscribers of WebSockets, 0.1 s of warm-up and two iterations of 0.15 s. */
    static LoadSettings of(String url, String pushUrl, Pace pace) {
        return of(new Target(url, pushUrl, Surface.WEBSOCKET, null, Envelope.NONE), SUBSCRIBERS, pace, Mix.PLAIN);
    }

    static LoadSettings of(Target target, int subscribers, Pace pace, Mix mix) {
        Timing timing = new Timing(Duration.ofMillis(100), 2, Duration.ofMillis(150), Duration.ofSeconds(10));
        return new LoadSettings("test", target, subscribers, 128, pace, timing, mix);
    }
}

package io.sluice.bench.report.page;

import io.sluice.bench.html.Section;
import io.sluice.bench.html.Section.Column;
import io.sluice.bench.html.Section.Table;
import io.sluice.bench.html.Section.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What stands on the page, in its order.
 *
 * @param missing runs without a result, and why
 * @param machine lines about it; may be empty
 * @param servers rows of a name and settings; may be empty
 */
record ReportPage(
        String baseline,
        List<Run> runs,
        Map<String, String> missing,
        List<String> machine,
        List<List<String>> servers) {

    List<Section> sections() {
        List<Case> cases = Case.of(runs, baseline);
        CasePlots plots = new CasePlots(cases);
        List<Section> sections = new ArrayList<>();
        addFailures(sections);
        if (!cases.isEmpty()) {
            sections.add(new ComparisonTable(cases, baseline).table());
        }
        sections.addAll(plots.bars("Throughput", Figure.DELIVERIES));
        sections.addAll(plots.bars("Connects", Figure.CONNECTS));
        sections.addAll(plots.latencies());
        sections.addAll(plots.bars("Server CPU", Figure.CPU));
        sections.addAll(plots.bars("Server CPU of a connect", Figure.CPU_PER_CONNECT));
        sections.addAll(plots.bars("Memory", Figure.MEMORY));
        sections.addAll(plots.bySubscribers());
        sections.addAll(Timelines.of(cases));
        if (!machine.isEmpty()) {
            sections.add(new Text("Machine", machine));
        }
        if (!servers.isEmpty()) {
            List<Column> columns = List.of(Column.text("server"), Column.text("what and how"));
            sections.add(new Table("Servers", "", columns, servers));
        }
        if (!cases.isEmpty()) {
            sections.add(loads(cases));
        }
        return sections;
    }

    /** First of all, for they are missing from everything below. */
    private void addFailures(List<Section> sections) {
        List<List<String>> rows = new ArrayList<>();
        runs.stream().filter(run -> !run.passed()).forEach(run -> rows.add(List.of(run.label(), run.failure())));
        missing.forEach((label, reason) -> rows.add(List.of(label, reason)));
        if (!rows.isEmpty()) {
            String note = rows.size() + " of " + (runs.size() + missing.size()) + ". They count nowhere below.";
            sections.add(new Table("Failed runs", note, List.of(Column.text("run"), Column.text("reason")), rows));
        }
    }

    private static Table loads(List<Case> cases) {
        List<Column> columns = List.of(
                Column.text("case"),
                Column.number("subscribers"),
                Column.text("load"),
                Column.number("warm-up"),
                Column.number("measured"));
        return new Table(
                "Load", "", columns, cases.stream().map(ReportPage::load).toList());
    }

    private static List<String> load(Case one) {
        Run run = one.example();
        return List.of(
                one.name(),
                String.format(Locale.ROOT, "%,d", run.subscribers()),
                Load.text(run),
                Load.seconds(one, "warmup"),
                Load.seconds(one, "measured"));
    }
}

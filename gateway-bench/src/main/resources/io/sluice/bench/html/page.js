"use strict";
// Draws what stands in the page as JSON. PlotJson.java says what it looks like; Chart is Chart.js.
(() => {
  const PALETTE = 8;
  const SHAPES = ["circle", "rect", "triangle", "rectRot", "crossRot", "star"];
  const MARKS = 24; // a long line carries so many at most
  const BAR_HEIGHT = 46;
  const BAR_MARGIN = 70;

  const plots = JSON.parse(document.getElementById("plots").textContent);
  const drawn = [];

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (index) => css(`--c${index % PALETTE}`);
  const figure = (value) => new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);
  // The inverse of what PlotJson does: 0, 1, 2, 3 stand for 0, 90, 99, 99.9.
  const percentile = (position) => Number((100 - 100 / 10 ** position).toPrecision(position + 4));
  const fullName = (series) => (series.detail ? `${series.name}, ${series.detail}` : series.name);

  function axis(spec) {
    const scale = {
      type: spec.scale === "log" ? "logarithmic" : "linear",
      title: { display: true, text: spec.label },
      grid: { color: css("--line") },
      ticks: { format: { notation: "compact", maximumSignificantDigits: 3 }, maxRotation: 0, autoSkipPadding: 12 },
    };
    if (spec.scale === "percentile") {
      scale.min = 0;
      scale.ticks.autoSkip = false;
      scale.afterBuildTicks = (axis) => {
        const nines = Array.from({ length: Math.floor(axis.max) + 1 }, (_, nine) => ({ value: nine }));
        axis.ticks = [nines[0], { value: Math.log10(2) }, ...nines.slice(1)];
      };
      scale.ticks.callback = (position) => `${percentile(position)}%`;
    }
    return scale;
  }

  function line(series) {
    const points = series.points.map(([x, y]) => ({ x, y }));
    const every = Math.ceil(points.length / MARKS);
    return {
      label: series.name,
      series,
      data: points,
      borderColor: colour(series.colour),
      backgroundColor: colour(series.colour),
      borderWidth: 2,
      borderDash: series.dashed ? [6, 4] : [],
      pointStyle: SHAPES[series.colour % SHAPES.length],
      pointRadius: (context) => (!series.dashed && context.dataIndex % every === 0 ? 4 : 0),
      pointHitRadius: 8,
    };
  }

  // From the least to the most of what was seen: the second line fills up to the first.
  function band(series) {
    const edge = (index, fill) => ({
      label: series.name,
      band: true,
      data: series.points.map((point) => ({ x: point[0], y: point[index] ?? point[1] })),
      borderWidth: 0,
      pointRadius: 0,
      pointHitRadius: 0,
      backgroundColor: `${colour(series.colour)}33`,
      fill,
    });
    return series.points.some((point) => point.length > 2) ? [edge(2, false), edge(3, "-1")] : [];
  }

  function legend(datasets) {
    const names = new Set(datasets.map((dataset) => dataset.label));
    return {
      display: names.size > 1,
      labels: {
        usePointStyle: true,
        generateLabels: (chart) => {
          const all = Chart.defaults.plugins.legend.labels.generateLabels(chart);
          return all.filter((item, i) => {
            const first = chart.data.datasets.findIndex((other) => other.label === item.text && !other.band);
            return item.datasetIndex === first;
          });
        },
      },
      onClick: (_event, item, owner) => {
        const { chart } = owner;
        const visible = chart.isDatasetVisible(item.datasetIndex);
        chart.data.datasets.forEach((dataset, i) => {
          if (dataset.label === item.text) chart.setDatasetVisibility(i, !visible);
        });
        chart.update();
      },
    };
  }

  function lines(plot) {
    const datasets = plot.series.flatMap((series) => [...band(series), line(series)]);
    const at = plot.x.scale === "percentile" ? percentile : figure;
    return {
      type: "line",
      data: { datasets },
      options: {
        interaction: { mode: "nearest", axis: "x", intersect: false },
        scales: { x: axis(plot.x), y: axis(plot.y) },
        plugins: {
          legend: legend(datasets),
          tooltip: {
            filter: (item) => !item.dataset.band,
            callbacks: {
              title: (items) => (items.length ? `${plot.x.label}: ${at(items[0].parsed.x)}` : ""),
              label: (item) => `${fullName(item.dataset.series)}: ${figure(item.parsed.y)}`,
            },
          },
        },
      },
    };
  }

  function bars(plot) {
    const spread = plot.bars.map((bar) => (bar.low < bar.high ? [bar.low, bar.high] : null));
    return {
      type: "bar",
      data: {
        labels: plot.bars.map((bar) => [bar.name, bar.text]),
        datasets: [
          // The one that comes first is drawn on top: a thin bar over the spread of the thick one.
          { data: spread, grouped: false, barThickness: 3, backgroundColor: css("--text") },
          { data: plot.bars.map((bar) => bar.value), grouped: false, backgroundColor: plot.bars.map((bar) => colour(bar.colour)) },
        ],
      },
      options: {
        indexAxis: "y",
        scales: {
          x: { ...axis({ label: plot.unit, scale: "linear" }), beginAtZero: true },
          y: { grid: { display: false } },
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { title: (items) => plot.bars[items[0].dataIndex].name, label: (item) => plot.bars[item.dataIndex].text } },
        },
      },
    };
  }

  function draw() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    Chart.defaults.color = css("--text");
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    for (const canvas of document.querySelectorAll("canvas[data-plot]")) {
      const plot = plots[Number(canvas.dataset.plot)];
      if (plot.bars) canvas.parentElement.style.height = `${BAR_MARGIN + BAR_HEIGHT * plot.bars.length}px`;
      const config = plot.bars ? bars(plot) : lines(plot);
      Object.assign(config.options, { animation: false, maintainAspectRatio: false, locale: "en" });
      drawn.push(new Chart(canvas, config));
    }
    // For tests: how many there are.
    document.documentElement.dataset.drawn = String(drawn.length);
  }

  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();

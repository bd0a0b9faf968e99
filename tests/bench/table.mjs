// Rows of workloads as a Markdown table, aligned so that it reads well on a terminal too.

const kHeads = ["workload", "ours", "peer", "unit", "ratio", "of CPU time", "goal", "reached"];

function cells(row) {
  const title = [row.workload, row.name].filter(Boolean).join(": ");
  if (row.skipped) return [title, "", row.peerName ?? "", "", "", "", goalText(row), `skipped: ${row.skipped}`];
  const peer = row.peer == null ? (row.peerName ?? "") : `${number(row.peer)}${row.peerName ? ` (${row.peerName})` : ""}`;
  const reached = row.met == null ? "" : row.met ? "yes" : "NO";
  return [
    row.note ? `${title} (${row.note})` : title,
    number(row.ours),
    peer,
    row.unit ?? "",
    number(row.ratio),
    number(row.cpuRatio),
    goalText(row),
    reached,
  ];
}

function goalText({ goal }) {
  if (goal == null) return "";
  return typeof goal === "number" ? `≥ ${goal}` : goal;
}

function number(value) {
  return value == null ? "" : String(value);
}

export function renderTable(rows) {
  const lines = [kHeads, ...rows.map(cells)];
  const widths = kHeads.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const render = (line) => `| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [render(lines[0]), rule, ...lines.slice(1).map(render)].join("\n");
}

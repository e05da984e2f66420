namespace Lectures.Runner.Reproduce;

/// <summary>How the report looks: light and dark, on a telephone, on a projector and on paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1c2230; --soft: #5b6472; --paper: #fff; --line: #d9dde3;
            --tint: #f3f5f8; --blue: #0072b2; --green: #00664b; --red: #b34700; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a3acba; --paper: #14181f; --line: #343b47;
            --tint: #1e242e; --blue: #6cb8ea; --green: #4cc9a0; --red: #ff9a5c; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
            font: 1.05rem/1.6 system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }
        main { max-width: 76rem; margin: 0 auto; padding: 1rem clamp(0.8rem, 4vw, 2.5rem) 4rem;
            overflow-wrap: break-word; }
        h1 { font-size: clamp(1.6rem, 5vw, 2.6rem); line-height: 1.2; margin: 0.2rem 0; }
        h2 { font-size: clamp(1.3rem, 4vw, 1.8rem); line-height: 1.3; margin: 2rem 0 0.2rem; }
        h3 { font-size: 1.1rem; margin: 1.6rem 0 0.4rem; }
        p, blockquote, figcaption { max-width: 56rem; }
        header p, .other, figcaption { color: var(--soft); margin: 0; }
        .sum { font-size: 1.2rem; margin-top: 0.6rem; }
        section { border-top: 2px solid var(--line); margin-top: 3rem; padding-top: 1.4rem; }
        section h2 { margin-top: 0; }
        .paragraph { color: var(--blue); margin-right: 0.3em; white-space: nowrap; }
        .number { white-space: nowrap; }
        blockquote { margin: 1rem 0; padding: 0.6rem 1rem; border-left: 4px solid var(--blue); background: var(--tint); }
        figure { margin: 1.4rem 0; }
        figure img { max-width: 100%; max-height: 44rem; display: block; background: #fff;
            border: 1px solid var(--line); border-radius: 6px; }
        figcaption { margin-top: 0.4rem; }
        a { color: var(--blue); }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; min-width: 60%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: 0.35rem 1.2rem 0.35rem 0; border-bottom: 1px solid var(--line);
            vertical-align: top; }
        th { color: var(--soft); font-weight: 600; white-space: nowrap; }
        .badge { border: 1px solid currentColor; border-radius: 1em; padding: 0.05em 0.7em; font-weight: 600;
            white-space: nowrap; }
        .shown, .holds { color: var(--green); }
        .notshown, .fails { color: var(--red); }
        .depends { color: var(--blue); }
        .holds, .fails { white-space: nowrap; font-weight: 600; }
        details { margin-top: 1.2rem; }
        summary { cursor: pointer; color: var(--blue); }
        pre { background: var(--tint); padding: 0.7rem 1rem; overflow-x: auto; border-radius: 6px; }
        @media (max-width: 40rem) {
            .stack, .stack tbody { display: block; } .stack thead { display: none; }
            .stack tr { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; padding: 0.5rem 0;
                border-bottom: 1px solid var(--line); }
            .stack td { padding: 0; border: 0; } .stack td:empty { display: none; } .stack .wide { flex: 1 1 75%; }
            .stack .wide:first-child { flex-basis: 100%; }
            .stack td[data-head]::before { content: attr(data-head) " "; color: var(--soft); } }
        @media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #bbb;
            --tint: #f3f3f3; --blue: #0072b2; --green: #00664b; --red: #b34700; }
            body { font-size: 10pt; } section { break-before: page; } figure, tr, blockquote { break-inside: avoid; }
            .table { overflow: visible; } }
        """;
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Experiments;

namespace Lectures.Runner.Reproduce;

/// <summary>The report as one page that needs nothing else: no network, no script, no other file.</summary>
internal sealed class HtmlReport
{
    private readonly ReportFolder folder;
    private readonly IReadOnlyList<ExperimentInfo> chapter;
    private readonly Language language;
    private readonly StringBuilder html = new();
    private readonly List<(ExperimentInfo Info, StoredResult Result, double Seconds)> done;

    private HtmlReport(ReportFolder folder, IReadOnlyList<ExperimentInfo> chapter, Language language)
    {
        (this.folder, this.chapter, this.language) = (folder, chapter, language);
        done = [.. from info in chapter
                   let last = folder.Last(info)
                   where last is not null
                   select (info, last.Value.Result, last.Value.Seconds)];
    }

    /// <summary>Writes the page of all results in a folder; none without results.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="chapter">The experiments there are; the page names those not run yet.</param>
    /// <param name="language">Of the page.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(ReportFolder folder, IReadOnlyList<ExperimentInfo> chapter, Language language)
    {
        var report = new HtmlReport(folder, chapter, language);
        if (report.done.Count == 0) return;
        var page = Encoding.UTF8.GetBytes(report.Page());
        AtomicFile.Write(folder.Page, stream => stream.Write(page));
    }

    private string Page()
    {
        var tongue = language == Language.Japanese ? "ja" : "en";
        Line($"<!doctype html><html lang=\"{tongue}\"><head><meta charset=\"utf-8\">");
        Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        Line($"<title>{Say(ReportWords.Title)}</title><style>{ReportStyle.Css}</style></head><body><main>");
        Line($"<header><p>{Say(ReportWords.Chapter)}</p><h1>{Say(ReportWords.Title)}</h1>");
        var claims = done.SelectMany(entry => entry.Result.Claims).ToList();
        Line($"<p class=\"sum\">{claims.Count(claim => claim.Holds)} / {claims.Count} "
            + $"{Say(ReportWords.ClaimsHold)}</p></header>");
        Contents();
        Reproductions("h2", done.SelectMany(entry => entry.Result.Reproductions)
            .Where(number => number.Id.Length > 0).OrderBy(number => number.Id.Length)
                .ThenBy(number => number.Id, StringComparer.Ordinal));
        foreach (var (info, result, seconds) in done) Section(info, result, seconds);
        Line("</main></body></html>");
        return html.ToString();
    }

    private void Contents()
    {
        Line($"<nav><h2>{Say(ReportWords.Contents)}</h2>");
        Table(["§", Say(ReportWords.Experiment), Say(ReportWords.Statement), Say(ReportWords.OurClaims)],
            chapter.Select(info =>
            {
                var entry = done.FirstOrDefault(entry => entry.Info == info);
                var title = Say(info.Title);
                return entry.Result is { } result
                    ? (string[])[Text(info.Section), $"<a href=\"#{info.Name}\">{title}</a>",
                        Badge(result.Verdict.Finding), Mark(result.Holds,
                            $"{result.Claims.Count(claim => claim.Holds)} / {result.Claims.Count}")]
                    : [Text(info.Section), title, Say(ReportWords.NotYet), ""];
            }), wide: 1);
        Line("</nav>");
    }

    private void Section(ExperimentInfo info, StoredResult result, double seconds)
    {
        var paragraph = (char.IsDigit(info.Section[0]) ? "§ " : "") + Text(info.Section);
        Line($"<section id=\"{info.Name}\"><h2><span class=\"paragraph\">{paragraph}</span> {Say(info.Title)}</h2>");
        Line($"<p class=\"other\">{Text(language == Language.Japanese ? info.Title.English : info.Title.Japanese)}</p>");
        Line($"<blockquote><b>{Say(ReportWords.LectureSays)}</b> {Say(info.Statement)}</blockquote>");
        Line($"<p class=\"verdict\">{Badge(result.Verdict.Finding)} {Say(result.Verdict.Words)}</p>");
        foreach (var figure in result.Figures)
        {
            var picture = Convert.ToBase64String(File.ReadAllBytes(folder.Figure(info.Name, figure.Name, "png")));
            Line($"<figure><img alt=\"{Say(figure.Caption)}\" src=\"data:image/png;base64,{picture}\">"
                + $"<figcaption>{Say(figure.Caption)}</figcaption></figure>");
        }
        Line($"<h3>{Say(ReportWords.Claims)}</h3>");
        Table([Say(ReportWords.Claim), Say(ReportWords.Measured), Say(ReportWords.Expected), ""],
            result.Claims.Select(claim => (string[])[Say(claim.Statement), Whole(claim.Measured), Whole(claim.Expected),
                Mark(claim.Holds, Say(claim.Holds ? ReportWords.Holds : ReportWords.Fails))]), wide: 0);
        Reproductions("h3", result.Reproductions);
        foreach (var table in result.Tables) Numbers(table);
        WhatWasRun(info, result, seconds);
        Line("</section>");
    }

    private void Reproductions(string heading, IEnumerable<Reproduction> numbers)
    {
        var rows = numbers.Select(number => (string[])[
            Text(number.Id), Say(number.Setting), Whole(number.Lecture), Whole(Ours(number)), $"{number.Ours.Count}"])
                .ToList();
        if (rows.Count == 0) return;
        Line($"<{heading}>{Say(ReportWords.Numbers)}</{heading}>");
        Table(["", Say(ReportWords.Setting), Say(ReportWords.Lecture), Say(ReportWords.Ours), Say(ReportWords.Seeds)],
            rows, wide: 1);

        static string Ours(Reproduction number) => Number(number.Mean, number.Format)
            + (number.Deviation is { } deviation ? $" ± {Number(deviation, number.Format)}" : "");
    }

    private void Numbers(NumberTable table)
    {
        Line($"<h3>{Say(table.Title)}</h3>");
        Table(["", .. table.Columns.Select(column => Say(column.Name))], table.Rows.Select(row => (string[])[
            Say(row.Label), .. row.Values.Zip(table.Columns).Select(cell => Whole(cell.First is { } value
                ? Number(value, cell.Second.Format) : "–"))]));
    }

    private void WhatWasRun(ExperimentInfo info, StoredResult result, double seconds)
    {
        Line($"<details><summary>{Say(ReportWords.WhatWasRun)}</summary>");
        Table([Say(ReportWords.Option), Say(ReportWords.Value)],
            result.Options.Select(option => (string[])[Text(option.Key), Text(Shown(option.Value))])
                .Concat(result.Data.Select(source => (string[])[$"{Say(ReportWords.Data)}: {Text(source.Key)}",
                    Text(source.Value)]))
                .Append([Say(ReportWords.Time), $"{seconds:0.0} s"]));
        Line($"<p>{Say(ReportWords.Alone)}:</p><pre>{Text(ReportCommand.Of(info, result))}</pre></details>");

        static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.GetRawText();
    }

    // Where the screen is narrow, a table with a wide column puts its rows' other cells below that one, each with its
    // column's head before it.
    private void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int? wide = null)
    {
        Line($"<div class=\"table\"><table{(wide is null ? "" : " class=\"stack\"")}><thead><tr>"
            + string.Concat(head.Select(cell => $"<th>{cell}</th>")) + "</tr></thead><tbody>");
        foreach (var row in rows)
            Line("<tr>" + string.Concat(row.Select((cell, k) => $"<td{Kind(k)}>{cell}</td>")) + "</tr>");
        Line("</tbody></table></div>");

        string Kind(int k) => k == wide ? " class=\"wide\"" : k > wide && head[k].Length > 0
            ? $" data-head=\"{head[k]}\"" : "";
    }

    private string Badge(Finding finding) =>
        $"<span class=\"badge {finding.ToString().ToLowerInvariant()}\">{Say(ReportWords.Of(finding))}</span>";

    private static string Mark(bool holds, string text) =>
        $"<span class=\"{(holds ? "holds" : "fails")}\">{(holds ? "✓" : "✗")} {text}</span>";

    private static string Whole(string number) => $"<span class=\"number\">{Text(number)}</span>";

    private string Say(Bilingual text) => Text(text.In(language));

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(string text) => html.Append(text).Append('\n');
}

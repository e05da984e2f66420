using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>Grades for other programs.</summary>
internal static class GradeFiles
{
    private static readonly JsonSerializerOptions form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All that is known, as JSON.</summary>
    public static string Json(ExerciseSheet sheet, IReadOnlyList<Grade> grades) => JsonSerializer.Serialize(
        new { Against = sheet.Notebook.Path, Grades = grades }, form);

    /// <summary>A line for each file, a column for each test: <c>file,points,of,…</c>; a file that could not be graded
    /// has no numbers.</summary>
    public static string Csv(ExerciseSheet sheet, IReadOnlyList<Grade> grades)
    {
        var text = new StringBuilder();
        Line("file", "points", "of", [.. sheet.Tests.Select(test => test.Title)]);
        foreach (var grade in grades)
            if (grade.Fault is null)
                Line(grade.File, Number(grade.Points), Number(grade.Of),
                    [.. grade.Tests.Select(test => Number(test.Points))]);
            else
                Line(grade.File, "", "", [.. sheet.Tests.Select(_ => "")]);
        return text.ToString();

        void Line(string file, string points, string of, string[] tests) =>
            text.AppendJoin(',', ((string[])[file, points, of, .. tests]).Select(Field)).Append("\r\n");
    }

    // RFC 4180
    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    private static string Number(double? points) => points?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}

using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;

namespace Lectures.Runner.Verify;

/// <summary><c>verify --plant</c>: a mistake of the catalogue in a model of the lecture, and what the doctor says of it.</summary>
internal static class Plant
{
    /// <summary>The word that lists the catalogue instead.</summary>
    public const string List = "list";

    /// <summary>The mistake of a name.</summary>
    /// <exception cref="UsageException">There is none; the text names the nearest.</exception>
    public static Mistake Find(string name) => Catalogue.All.FirstOrDefault(mistake => mistake.Name == name)
        ?? throw UsageException.Unknown("mistake", name, [.. Catalogue.All.Select(mistake => mistake.Name)]);

    /// <summary>Writes the catalogue, a mistake a line.</summary>
    public static void WriteCatalogue(TextWriter output)
    {
        var width = Catalogue.All.Max(mistake => mistake.Name.Length);
        foreach (var mistake in Catalogue.All) output.WriteLine($"{mistake.Name.PadRight(width)}  {mistake.Sentence}");
    }

    /// <summary>Plants a mistake, checks the model and writes the report.</summary>
    /// <returns>True when the gradients passed, which a planted mistake never lets happen.</returns>
    public static bool Show(TextWriter output, Mistake mistake, CheckBatch batch, long seed)
    {
        using var patient = Patient.With(mistake, batch, seed);
        output.WriteLine($"planted: {mistake.Sentence}");
        output.WriteLine($"in:      layer {patient.Path} of {patient.Model}");
        output.WriteLine();
        var report = patient.Examine();
        output.Write(report);
        return report.Passed;
    }
}

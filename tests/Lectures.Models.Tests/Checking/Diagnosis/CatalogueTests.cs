using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>The doctor on every mistake of the catalogue, five seeds each.</summary>
public class CatalogueTests
{
    private const int Seeds = 5;

    private static readonly Dictionary<Mistake, (int Caught, int Layer, int Cause)> results = [];

    private static IEnumerable<string> Names => Catalogue.All.Select(mistake => mistake.Name);

    /// <summary>The result as the table that the readme shows, a row for each layer.</summary>
    [OneTimeTearDown]
    public void PrintTable()
    {
        TestContext.Progress.WriteLine(Row("Layer", "Mistakes", "Caught", "Right layer", "Right cause first"));
        TestContext.Progress.WriteLine(Row("---", "---", "---", "---", "---"));
        foreach (var layer in results.GroupBy(result => result.Key.Layer.Name).OrderBy(layer => layer.Key)) Print(layer.Key, layer);
        Print("all", results);

        static void Print(string layer, IEnumerable<KeyValuePair<Mistake, (int Caught, int Layer, int Cause)>> rows)
        {
            var found = rows.Select(row => row.Value).ToList();
            string Share(Func<(int Caught, int Layer, int Cause), int> of) => $"{100.0 * found.Sum(of) / (Seeds * found.Count):0.#} %";
            TestContext.Progress.WriteLine(Row(
                layer, $"{found.Count}", Share(row => row.Caught), Share(row => row.Layer), Share(row => row.Cause)));
        }

        static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";
    }

    [TestCaseSource(nameof(Names))]
    public void Is_caught_in_the_right_layer_for_the_right_reason(string name)
    {
        var mistake = Catalogue.Find(name);
        var (caught, layer, cause) = (0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            using var scope = NewDisposeScope();
            var batch = CheckBatch.Draw(Strokes.Generate(6, seed), TextCorpus.BuiltIn, 6, seed);
            using var patient = Patient.With(mistake, batch, seed);
            var report = patient.Examine();
            if (report.Passed) continue;
            caught++;
            if (report.Diagnoses is not [var diagnosis] || diagnosis.Layer != patient.Path || diagnosis.LayerType != mistake.Layer.Name)
            {
                TestContext.Out.WriteLine($"seed {seed}: planted in {patient.Path}\n{report}");
                continue;
            }
            layer++;
            if (diagnosis.Cause == mistake.Cause) cause++;
            else TestContext.Out.WriteLine($"seed {seed}, {patient.Model}, {patient.Path}: expected {mistake.Cause}\n{diagnosis}");
        }
        results[mistake] = (caught, layer, cause);
        Assert.That((caught, layer, cause), Is.EqualTo((Seeds, Seeds, Seeds)), "caught, right layer, right cause first");
    }

    [Test]
    public void Names_are_unique() => Assert.That(Names, Is.Unique);
}

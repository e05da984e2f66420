using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>The doctor on every mistake of the catalogue, five seeds each.</summary>
public class CatalogueTests
{
    private const int Seeds = 5;

    private static IEnumerable<string> Names => Catalogue.All.Select(mistake => mistake.Name);

    [TestCaseSource(nameof(Names))]
    public void Is_caught_in_the_right_layer_for_the_right_reason(string name)
    {
        var mistake = Catalogue.Find(name);
        var right = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            using var scope = NewDisposeScope();
            using var patient = Patient.With(mistake, CheckBatch.Draw(Strokes.Generate(6, seed), TextCorpus.BuiltIn, 6, seed), seed);
            var report = patient.Examine();
            Assert.That(report.Passed, Is.False, $"seed {seed}: {patient.Model}, {patient.Path}");
            Assert.That(report.Diagnoses, Has.Count.EqualTo(1), $"seed {seed}: planted in {patient.Path}\n{report}");
            Assert.That(report.Diagnoses[0].Layer, Is.EqualTo(patient.Path), $"seed {seed}\n{report}");
            Assert.That(report.Diagnoses[0].LayerType, Is.EqualTo(mistake.Layer.Name), $"seed {seed}\n{report}");
            if (report.Diagnoses[0].Cause == mistake.Cause) right++;
            else TestContext.Out.WriteLine($"seed {seed}, {patient.Model}, {patient.Path}: expected {mistake.Cause}\n{report.Diagnoses[0]}");
        }
        Assert.That(right, Is.EqualTo(Seeds), "right cause first");
    }

    [Test]
    public void Names_are_unique() => Assert.That(Names, Is.Unique);
}

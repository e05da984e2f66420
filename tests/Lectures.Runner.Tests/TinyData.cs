using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Models.Data.Translation;
using Lectures.Runner.Tests.Commands;

namespace Lectures.Runner.Tests;

/// <summary>Data of every kind that is learned from in no time, made once for all tests.</summary>
[SetUpFixture]
public class TinyData
{
    private static readonly Lazy<TemporaryFolder> folder = new(Make);

    /// <summary>200 images to learn from and 60 to be tested on, 28×28, in ten classes.</summary>
    public static string Images => folder.Value["images"];

    public static string Recordings => folder.Value["recordings"];

    public static string Text => folder.Value["verse.txt"];

    public static string Sentences => folder.Value["sentences.tsv"];

    /// <summary>A picture of a digit.</summary>
    public static string Picture => folder.Value["digit.png"];

    public static string Of(string kind) => kind switch
    {
        "images" => Images,
        "recordings" => Recordings,
        "text" => Text,
        _ => Sentences,
    };

    /// <summary>Trains on one thread, and expects it to succeed.</summary>
    /// <returns>What was said on standard error.</returns>
    public static string Trained(params string[] args)
    {
        var (code, _, error) = Cli.Run(["train", .. args, "--threads", "1"]);
        Assert.That(code, Is.Zero, error);
        return error;
    }

    [OneTimeTearDown]
    public void Remove()
    {
        if (folder.IsValueCreated) folder.Value.Dispose();
    }

    private static TemporaryFolder Make()
    {
        var made = new TemporaryFolder();
        var test = Strokes.Generate(60, 1, Split.Test);
        Strokes.Generate(200, 1).Save(made["images"], Split.Train, gzip: false);
        test.Save(made["images"], Split.Test, gzip: false);
        Models.Images.Picture.Of(test, 3).Save(made["digit.png"]);
        Tones.Generate(60, 1).Save(made["recordings"]);
        Tones.Generate(30, 1, Split.Test).Save(made["recordings"]);
        File.WriteAllText(made["verse.txt"], string.Concat(Enumerable.Range(0, 40).Select(
            n => $"{n} green bottles standing on the wall, {n} green bottles.\n")));
        File.WriteAllLines(made["sentences.tsv"], Dates.Generate(120, 1)
            .Select(pair => $"{pair.Source}\t{pair.Target}"));
        return made;
    }
}

using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Models.Images;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>data info</c>: what images, text and recordings are, in numbers.</summary>
public class DataInfoCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Images_are_counted_by_class_and_their_grey_measured()
    {
        SaveTwoSets();
        var (code, output, error) = Cli.Run(["data", "info", folder.Path, "--json", folder["info.json"]]);
        Assert.That(code, Is.Zero, error);
        // train: 0, 255 and 255 twice, so mean 3/4; deviation √(3/4 − 9/16). test: all 51 = 0.2.
        Assert.That(output.ReplaceLineEndings("\n"), Is.EqualTo($"""
            {folder.Path}: images of 1×2, 4 classes
                             train       test
              images             2          3
              mean          0.7500     0.2000
              deviation     0.4330     0.0000
              class 0            1          0
              class 1            1          2
              class 2            0          0
              class 3            0          1
            wrote {folder["info.json"]}

            """.ReplaceLineEndings("\n")));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder["info.json"]));
        var root = json.RootElement;
        Assert.That(root.GetProperty("kind").GetString(), Is.EqualTo("images"));
        Assert.That(root.GetProperty("classes").GetInt32(), Is.EqualTo(4));
        Assert.That(root.GetProperty("height").GetInt32(), Is.EqualTo(1));
        Assert.That(root.GetProperty("width").GetInt32(), Is.EqualTo(2));
        var train = root.GetProperty("train");
        Assert.That(train.GetProperty("images").GetInt32(), Is.EqualTo(2));
        Assert.That(train.GetProperty("mean").GetDouble(), Is.EqualTo(0.75).Within(1e-15));
        Assert.That(train.GetProperty("deviation").GetDouble(), Is.EqualTo(Math.Sqrt(3) / 4).Within(1e-15));
        Assert.That(root.GetProperty("test").GetProperty("per_class").EnumerateArray().Select(k => k.GetInt32()),
            Is.EqualTo(new[] { 0, 2, 0, 1 }));
    }

    [Test]
    public void A_folder_with_one_set_will_do()
    {
        Strokes.Generate(20, 3).Save(folder.Path, Split.Test);
        var (code, output, error) = Cli.Run(["data", "info", folder.Path, "--json", folder["info.json"]]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("images of 28×28, 10 classes").And.Contain("test").And.Not.Contain("train"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder["info.json"]));
        Assert.That(json.RootElement.GetProperty("train").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void A_contact_sheet_has_a_row_for_each_class()
    {
        Strokes.Generate(200, 3).Save(folder["ten"], Split.Train);
        var five = Strokes.Generate(200, 3);
        int[] small = [.. Enumerable.Range(0, 200).Where(i => five.Labels.Span[i] < 5)];
        new ImageSet([.. small.SelectMany(i => five.Image(i).ToArray())], [.. small.Select(i => five.Labels.Span[i])], 28, 28)
            .Save(folder["five"], Split.Train);

        var (ten, half) = (Sheet("ten"), Sheet("five"));
        Assert.That(ten.Width, Is.EqualTo(half.Width));
        Assert.That(ten.Height, Is.GreaterThan(1.7 * half.Height).And.LessThan(2 * half.Height));
    }

    [Test]
    public void Text_is_counted_and_its_characters_shown()
    {
        File.WriteAllText(folder["text"], "to be\nor not\u001b");
        var (code, output, error) = Cli.Run(["data", "info", folder["text"], "--json", folder["info.json"]]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output.ReplaceLineEndings("\n"), Is.EqualTo(
            $"{folder["text"]}: 13 characters, 9 different:\n  ⏎\\u001B␣benort\nwrote {folder["info.json"]}\n"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder["info.json"]));
        Assert.That(json.RootElement.GetProperty("characters").GetInt32(), Is.EqualTo(13));
        Assert.That(json.RootElement.GetProperty("vocabulary").GetArrayLength(), Is.EqualTo(9));
    }

    [Test]
    public void Recordings_are_counted_by_class_and_speaker()
    {
        new Recordings(
        [
            new("3", "ann", 0, new(new float[400], 8000)),
            new("3", "ann", 7, new(new float[1600], 8000)),
            new("5", "bob", 6, new(new float[1120], 8000)),
        ]).Save(folder.Path);
        var (code, output, error) = Cli.Run(["data", "info", folder.Path, "--json", folder["info.json"]]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output.ReplaceLineEndings("\n"), Is.EqualTo($"""
            {folder.Path}: 3 recordings, 2 to learn from and 1 to judge by
              sampling   8000 Hz
              duration   0.05 to 0.20 s, mean 0.13 s, 0.0 min in all
              classes    3 (2), 5 (1)
              speakers   ann (2), bob (1)
            wrote {folder["info.json"]}

            """.ReplaceLineEndings("\n")));
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder["info.json"]));
        Assert.That(json.RootElement.GetProperty("per_class").GetProperty("3").GetInt32(), Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("per_speaker").GetProperty("bob").GetInt32(), Is.EqualTo(1));
        Assert.That(json.RootElement.GetProperty("seconds").GetProperty("sum").GetDouble(), Is.EqualTo(0.39).Within(1e-12));
    }

    [Test]
    public void What_is_no_data_is_one_line()
    {
        Assert.That(Cli.Refused("data", "info", folder["none"]), Is.EqualTo($"{folder["none"]}: no such folder."));
        Assert.That(Cli.Refused("data", "info", folder["none.tar.gz"]), Is.EqualTo($"{folder["none.tar.gz"]}: no such file."));
        Assert.That(Cli.Refused("data", "info", folder.Path), Does.StartWith(
            $"{folder.Path}: the folder is empty; expected train-images-idx3-ubyte and train-labels-idx1-ubyte"));
        Assert.That(Cli.Refused("data", "info", ""), Is.EqualTo("data info: expected a folder or file, got an empty name."));
        File.WriteAllBytes(folder["bytes"], [0xFF, 0xFE, 0xC3]);
        Assert.That(Cli.Refused("data", "info", folder["bytes"]), Does.StartWith($"{folder["bytes"]}: "));
        File.WriteAllText(folder["text"], "to be");
        Assert.That(Cli.Refused("data", "info", folder["text"], "--sheet", folder["sheet.png"]),
            Is.EqualTo($"--sheet: expected a folder of images, got {folder["text"]}."));
        Assert.That(Cli.Refused("data", "info", folder["text"], "--json", folder["no/info.json"]),
            Is.EqualTo($"--json: the folder {folder["no"]} does not exist; make it first."));
    }

    [Test]
    public void Sets_of_different_sizes_are_refused()
    {
        SaveTwoSets();
        new ImageSet([1, 2, 3], [0], 1, 3).Save(folder.Path, Split.Test);
        Assert.That(Cli.Refused("data", "info", folder.Path), Is.EqualTo(
            $"{folder.Path}: expected test images of 1×2 as to learn from, got 1×3."));
    }

    private void SaveTwoSets()
    {
        new ImageSet([0, 255, 255, 255], [1, 0], 1, 2).Save(folder.Path, Split.Train);
        new ImageSet([51, 51, 51, 51, 51, 51], [1, 3, 1], 1, 2).Save(folder.Path, Split.Test);
    }

    private Picture Sheet(string set)
    {
        var (code, output, error) = Cli.Run(["data", "info", folder[set], "--sheet", folder[$"{set}.png"]]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output.TrimEnd(), Does.EndWith($"wrote {folder[$"{set}.png"]}"));
        return Picture.Load(folder[$"{set}.png"]);
    }
}

using Lectures.Runner.Train;

namespace Lectures.Runner.Tests.Train;

public class SettingHelpTests
{
    [Test]
    public void Every_setting_has_a_help_text_and_every_text_a_setting() => Assert.That(
        SettingHelp.About.Keys, Is.EquivalentTo(SettingOptions.Known().Select(setting => setting.Name)));

    [Test]
    public void A_text_is_one_line_without_a_full_stop()
    {
        foreach (var (name, about) in SettingHelp.About)
            Assert.That(about, Does.Match(@"^[^\n]{5,160}[^.\n]$"), name);
    }

    [TestCase("mlp", "--hidden .*\\(512\\)", "--filters ")]
    [TestCase("cnn", "--hidden .*\\(128\\)", "--heads ")]
    [TestCase("--preset nanogpt", "--blocks .*\\(4\\)", "--hidden ")]
    [TestCase("encoder --data tones", "--mask-steps ", "--shift ")]
    public void The_help_of_a_model_tells_its_settings_and_defaults(string words, string there, string absent)
    {
        var (code, output, _) = Commands.Cli.Run(["train", .. words.Split(' '), "--help"]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(there).And.Not.Contain(absent));
        Assert.That(output, Does.Contain("--out <RUN>"));
    }

    [Test]
    public void Settings_of_one_name_are_of_one_type()
    {
        foreach (var (name, type) in SettingOptions.Known())
            foreach (var model in TrainableModel.All)
                foreach (var (other, itsType) in Settings.NamesOf(model.Options(), model.LeftOut))
                    if (other == name && !(name == "hidden"))     // a list of layers, or one number
                        Assert.That(itsType, Is.EqualTo(type), $"{name} of {model.Name}");
    }
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lectures.Runner.Tests.Commands;

namespace Lectures.Runner.Tests.Reproduce;

/// <summary>The page in a browser, where there is one.</summary>
public class ReportPageTests
{
    // Says of the page, in a frame of a given width, what went wrong.
    private const string Probe = """
        <!doctype html><iframe id="frame" src="index.html" style="border:0;width:WIDTHpx;height:900px"></iframe>
        <script>
        onload = () => {
            const page = frame.contentWindow, images = [...page.document.images];
            document.body.textContent = JSON.stringify({
                Width: page.document.documentElement.scrollWidth,
                Images: images.length,
                Missing: images.filter(image => image.naturalWidth === 0).length,
                Requests: page.performance.getEntriesByType("resource").map(entry => entry.name)
                    .filter(name => !name.startsWith("data:")),
            });
        };
        </script>
        """;

    [Test, CancelAfter(120_000)]
    public async Task It_fits_every_screen_shows_its_pictures_and_asks_nobody(CancellationToken limit)
    {
        var browser = ((string[])["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
            .SelectMany(name => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (browser is null) Assert.Ignore("No Chromium is installed.");
        using var folder = new TemporaryFolder();
        string[] experiments = ["perceptron", "softmax", "hidden-lines", "backprop-by-hand", "example-7-1"];
        Cli.Run(["reproduce", .. experiments, "--quick", "--out", folder["report"]]);
        foreach (var width in (int[])[400, 1_600])
        {
            File.WriteAllText(folder["report/probe.html"], Probe.Replace("WIDTH", $"{width}"));
            using var process = Process.Start(new ProcessStartInfo(browser!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
                "--enable-logging=stderr", $"--user-data-dir={folder["browser"]}", "--dump-dom",
                new Uri(folder["report/probe.html"]).AbsoluteUri,
            ])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit),
                process.StandardError.ReadToEndAsync(limit));
            await process.WaitForExitAsync(limit);
            var said = Regex.Match(await output, @"\{.*\}");
            Assert.That(said.Success, await error);
            var page = JsonSerializer.Deserialize<Found>(said.Value)!;
            Assert.That(page.Width, Is.LessThanOrEqualTo(width), "no scrolling sideways");
            Assert.That((page.Images > experiments.Length, page.Missing), Is.EqualTo((true, 0)));
            Assert.That(page.Requests, Is.Empty);
            Assert.That(await error, Does.Not.Contain("CONSOLE"));
        }
    }

    private sealed record Found(int Width, int Images, int Missing, string[] Requests);
}

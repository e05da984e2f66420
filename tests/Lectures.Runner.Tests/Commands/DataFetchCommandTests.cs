using Lectures.Runner.Tests.Datasets;
using static Lectures.Runner.Tests.Datasets.TinySet;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>data fetch</c> against servers on this machine, good and bad ones.</summary>
[Parallelizable]
public class DataFetchCommandTests
{
    private TemporaryFolder folder = null!;
    private FileServer first = null!, second = null!;

    [SetUp]
    public void MakeServers()
    {
        (folder, first, second) = (new(), new(), new());
        foreach (var server in (FileServer[])[first, second])
        {
            server.On(Images, FileServer.File(PackedImages));
            server.On(Labels, FileServer.File(PackedLabels));
        }
    }

    [TearDown]
    public void EndServers()
    {
        first.Dispose();
        second.Dispose();
        folder.Dispose();
    }

    [TestCase("tiny", "SHA-256 of the content")]
    [TestCase("tiny5", "MD5")]
    public void Fetches_what_is_missing_and_nothing_the_second_time(string set, string checksum)
    {
        var (code, output, error) = Fetch(set);
        Assert.That(code, Is.Zero, error);
        Assert.That(Lines(output), Is.EqualTo(new[]
        {
            $"{folder[Labels]}: {PackedLabels.Length} bytes from {first.Url}, {checksum} right",
            $"{folder[Images]}: {PackedImages.Length} bytes from {first.Url}, {checksum} right",
        }));
        Assert.That(Lines(error), Is.EqualTo(new[] { $"1/2 {Labels}", $"2/2 {Images}" }));
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages));
        Assert.That(File.ReadAllBytes(folder[Labels]), Is.EqualTo(PackedLabels));

        (code, output, error) = Fetch(set);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(Lines(output), Is.EqualTo(new[]
        {
            $"{folder[Images]}: there already, and right", $"{folder[Labels]}: there already, and right",
        }));
        Assert.That(first.Requests, Is.EqualTo(new[] { Labels, Images }));
        Assert.That(second.Requests, Is.Empty);
    }

    [Test]
    public void An_unpacked_file_that_is_right_is_not_fetched()
    {
        File.WriteAllBytes(folder["train-images-idx3-ubyte"], PlainImages);
        var (code, output, error) = Fetch("tiny");
        Assert.That(code, Is.Zero, error);
        Assert.That(Lines(output)[0], Is.EqualTo($"{folder["train-images-idx3-ubyte"]}: there already, and right"));
        Assert.That(first.Requests, Is.EqualTo(new[] { Labels }));
    }

    [Test]
    public void An_unpacked_file_that_would_hide_the_fetched_one_is_refused()
    {
        var path = folder["train-images-idx3-ubyte"];
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.That(Refused("tiny"), Is.EqualTo($"{path}: expected SHA-256 of the content {Sha256(PlainImages)}, "
            + $"got {Sha256([1, 2, 3])}; it would be read in place of {Images}: move it away."));
        Assert.That(Refused("tiny5"), Is.EqualTo($"{path}: there is a checksum of the packed file only; "
            + $"it would be read in place of {Images}: move it away."));
        Assert.That(first.Requests, Is.Empty);
    }

    [Test]
    public void A_damaged_file_is_named_and_replaced()
    {
        File.WriteAllBytes(folder[Images], PackedImages[..^20]);
        var (code, _, error) = Fetch("tiny5");
        Assert.That(code, Is.Zero, error);
        Assert.That(Lines(error)[0], Is.EqualTo(
            $"{folder[Images]}: expected MD5 {Md5(PackedImages)}, got {Md5(PackedImages[..^20])}; fetching it again"));
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages));

        File.WriteAllBytes(folder[Images], PackedImages[..^9]);
        (code, _, error) = Fetch("tiny");
        Assert.That(code, Is.Zero, error);
        Assert.That(Lines(error)[0], Does.StartWith($"{folder[Images]}: ").And.EndsWith("; fetching it again"));
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages));
    }

    [Test]
    public void A_damaged_file_stays_when_no_right_one_comes()
    {
        File.WriteAllBytes(folder[Images], PackedImages[..^20]);
        first.On(Images, FileServer.File(OtherImages));
        Assert.That(Fetch("tiny", "--mirror", first.Url, "--attempts", "1").ExitCode, Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages[..^20]));
    }

    [Test]
    public void A_file_of_another_set_is_replaced_only_by_force()
    {
        File.WriteAllBytes(folder[Images], OtherImages);
        Assert.That(Refused("tiny5"), Is.EqualTo($"{folder[Images]}: expected MD5 {Md5(PackedImages)}, "
            + $"got {Md5(OtherImages)}: a file of another data set; '--force' replaces it, or choose another folder with --out."));
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(OtherImages));
        Assert.That(first.Requests, Is.Empty);

        Assert.That(Fetch("tiny5", "--force").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages));
    }

    private static IEnumerable<TestCaseData> Broken()
    {
        var whole = PackedImages.Length;
        yield return Case("not found", _ => FileServer.Status(404), "the server answers 404 NotFound");
        yield return Case("an error of the server", _ => FileServer.Status(500), "the server answers 500 InternalServerError");
        yield return Case("no content", _ => FileServer.Status(204), "the server answers 204 NoContent");
        yield return Case("cut off", _ => FileServer.Announcing(whole, PackedImages[..50]),
            $"the connection was cut off after 50 of {whole} bytes");
        yield return Case("cut off without a length", _ => FileServer.Announcing(null, PackedImages[..50]),
            $"expected SHA-256 of the content {Sha256(PlainImages)}, got ");
        yield return Case("damaged gzip data", _ => FileServer.File([.. PackedImages[..10], 0xFF, .. PackedImages[11..]]),
            $"expected SHA-256 of the content {Sha256(PlainImages)}, got gzip data that is damaged or cut short");
        yield return Case("a length too long", _ => FileServer.Announcing(whole + 9, PackedImages),
            $"the connection was cut off after {whole} of {whole + 9} bytes");
        yield return Case("a length too short", _ => FileServer.Announcing(whole - 9, PackedImages),
            $"expected SHA-256 of the content {Sha256(PlainImages)}, got ");
        yield return Case("only the trailer missing", _ => FileServer.File(PackedImages[..^8]),
            "the gzip data does not end in the checksum of its content");
        yield return Case("garbage behind the end", _ => FileServer.File([.. PackedImages, 1, 2]),
            "2 bytes of garbage follow the gzip data");
        yield return Case("an absurd length", _ => FileServer.Announcing(1L << 50, PackedImages),
            "expected at most 1,145 bytes, the server announces 1,125,899,906,842,624");
        yield return Case("no end", _ => FileServer.Endless(), "expected at most 1,145 bytes, got more");
        yield return Case("nothing", _ => FileServer.File([]), "expected gzip data, got 0 bytes of something else");
        yield return Case("a web page", _ => FileServer.File("<html>log in</html>"u8.ToArray(), "text/html"),
            "expected gzip data, got a web page (HTML)");
        yield return Case("a web page that is called a file", _ => FileServer.File("<html>"u8.ToArray()),
            "expected gzip data, got 6 bytes of something else");
        yield return Case("another set", _ => FileServer.File(OtherImages),
            $"expected SHA-256 of the content {Sha256(PlainImages)}, got ");
        yield return Case("a bomb", _ => FileServer.File(Pack(new byte[500_000])),
            $"expected SHA-256 of the content {Sha256(PlainImages)}, got ");
        yield return Case("a stall", server => server.Stalling(PackedImages, 50), $"nothing came for 0.3 s, after 50 of {whole} bytes");
        yield return Case("silence", server => server.Silent(), "nothing came for 0.3 s, after 0 bytes");
        yield return Case("hanging up", _ => FileServer.HangUp(), "the connection was cut off after 0 bytes");
        yield return Case("a circle of redirects", server => FileServer.RedirectTo(server.Url + Images),
            "the server redirects again and again, or nowhere");
    }

    [TestCaseSource(nameof(Broken))]
    public void Fails_in_one_line_and_takes_the_next_mirror(Delegate fault, string expected)
    {
        first.On(Images, ((Func<FileServer, Reply>)fault)(first));
        var (code, output, error) = Fetch("tiny", "--mirror", first.Url, "--attempts", "1");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.EqualTo(
            $"{folder[Labels]}: {PackedLabels.Length} bytes from {first.Url}, SHA-256 of the content right\n"));
        var lines = Lines(error);
        Assert.That(lines, Has.Length.EqualTo(2), error);
        Assert.That(lines[1], Does.StartWith($"{Images}: could not be fetched in 1 attempt: {first.Url}: {expected}")
            .Or.StartWith($"{Images}: could not be fetched in 1 attempt: {first.Url}: expected").And.Contain(expected));
        Assert.That(lines[1], Does.EndWith("; try again later, or name another server with '--mirror URL'."));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { folder[Labels] }), "nothing half-written");

        (code, output, error) = Fetch("tiny");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain($"{folder[Images]}: {PackedImages.Length} bytes from {second.Url}, "));
    }

    [Test]
    public void A_broken_transfer_begins_anew_on_the_same_mirror()
    {
        first.On(Images, FileServer.Announcing(PackedImages.Length, PackedImages[..50]), FileServer.File(PackedImages));
        var (code, _, error) = Fetch("tiny", "--mirror", first.Url);
        Assert.That(code, Is.Zero, error);
        Assert.That(File.ReadAllBytes(folder[Images]), Is.EqualTo(PackedImages));
        Assert.That(first.Requests, Is.EqualTo(new[] { Labels, Images, Images }));
    }

    [Test]
    public void Mirrors_alternate_and_each_is_named_with_what_happened()
    {
        first.On(Labels, FileServer.Status(503));
        second.On(Labels, FileServer.Status(403), FileServer.Announcing(PackedLabels.Length, PackedLabels[..7]));
        Assert.That(Refused("tiny"), Is.EqualTo(
            $"{Labels}: could not be fetched in 4 attempts: {first.Url}: the server answers 503 ServiceUnavailable; "
            + $"{second.Url}: the server answers 403 Forbidden, then the connection was cut off after 7 of {PackedLabels.Length} bytes; "
            + "try again later, or name another server with '--mirror URL'."));
        Assert.That(first.Requests, Is.EqualTo(new[] { Labels, Labels }));
        Assert.That(second.Requests, Is.EqualTo(new[] { Labels, Labels }));
    }

    [Test]
    public void Redirects_are_followed()
    {
        first.On(Images, FileServer.RedirectTo(second.Url + Images));
        var (code, _, error) = Fetch("tiny", "--mirror", first.Url, "--attempts", "1");
        Assert.That(code, Is.Zero, error);
        Assert.That(second.Requests, Is.EqualTo(new[] { Images }));
    }

    [Test]
    public void A_slow_transfer_that_never_stalls_may_take_longer_than_the_limit()
    {
        first.On(Images, FileServer.Slow(PackedImages, 6, TimeSpan.FromSeconds(0.1)));
        var (code, _, error) = Fetch("tiny", "--mirror", first.Url, "--attempts", "1");
        Assert.That(code, Is.Zero, error);
    }

    [Test]
    public void A_mirror_needs_no_slash_at_its_end()
    {
        Assert.That(Fetch("tiny", "--mirror", second.Url.TrimEnd('/')).ExitCode, Is.Zero);
        Assert.That(first.Requests, Is.Empty);
    }

    [Test]
    public void A_server_that_is_not_there_is_one_line()
    {
        var url = first.Url;
        first.Dispose();
        Assert.That(Refused("tiny", "--mirror", url, "--attempts", "1"), Does.StartWith(
            $"{Labels}: could not be fetched in 1 attempt: {url}: Connection refused"));
    }

    [TestCase("--mirror", "ftp://host/", "--mirror: expected an address that begins with http:// or https://, got ftp://host/.")]
    [TestCase("--mirror", "mnist", "--mirror: expected an address that begins with http:// or https://, got mnist.")]
    [TestCase("--attempts", "0", "--attempts: expected a number from 1 to 100, got 0.")]
    [TestCase("--stall", "0", "--stall: expected seconds, more than 0 and at most 3600, got 0.")]
    [TestCase("--out", "", "--out: expected a folder, got an empty name.")]
    [TestCase("--ouy", "x", "--ouy: unknown option; did you mean --out?")]
    [TestCase("more", "", "more: expected no further argument of fetch.")]
    public void Bad_use_is_one_line(string option, string value, string expected) =>
        Assert.That(Cli.Refused("data", "fetch", "mnist", option, value), Is.EqualTo(expected));

    [Test]
    public void Unknown_names_are_one_line()
    {
        Assert.That(Cli.Refused("data", "fetch", "minst"), Is.EqualTo("minst: unknown data set; did you mean mnist?"));
        Assert.That(Cli.Refused("data", "fetch", "cifar"), Is.EqualTo(
            "cifar: unknown data set; expected one of mnist, fashion-mnist."));
        Assert.That(Cli.Refused("data", "fetsh"), Is.EqualTo("fetsh: unknown command; did you mean fetch?"));
        Assert.That(Cli.Refused("data"), Is.EqualTo("expected a command: fetch, make, info; '--help' tells more."));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_refused_before_anything_is_fetched()
    {
        File.WriteAllBytes(folder["file"], []);
        var (code, _, error) = Run("tiny", "--out", folder["file/set"]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.StartWith($"--out: {folder["file/set"]}: cannot be made: "));
        Assert.That(Lines(error), Has.Length.EqualTo(1));
        Assert.That(first.Requests, Is.Empty);
    }

    private static TestCaseData Case(string name, Func<FileServer, Reply> fault, string expected) =>
        new TestCaseData(fault, expected).SetName($"Fails_in_one_line_on_{name.Replace(' ', '_')}");

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private string Refused(params string[] args)
    {
        var (code, output, error) = Fetch(args);
        Assert.That((code, output), Is.EqualTo((2, "")), error);
        Assert.That(Lines(error), Has.Length.EqualTo(1), error);
        return error.TrimEnd();
    }

    private (int ExitCode, string Output, string Error) Fetch(params string[] args) =>
        Run([.. args, "--out", folder.Path, "--stall", "0.3"]);

    private (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var commands = new CommandLine(output, error)
        {
            Datasets = [TinySet.On(first.Url, second.Url), TinySet.WithMd5On(first.Url, second.Url)],
        };
        return (commands.Run(["data", "fetch", .. args]), output.ToString(), error.ToString());
    }
}

using Spectre.Console;

namespace Lectures.Runner.Tests;

public class ProgressTests
{
    private static readonly string[] items = ["first", "second", "third [1]"];

    [Test]
    public void Plain_lines_name_each_item_when_it_is_done()
    {
        using var writer = new StringWriter();
        var results = new Progress(writer, live: false).Run(items, 1, (item, share) =>
        {
            share(0.5);
            share(1);
            return item.Length;
        });
        Assert.That(results, Is.EqualTo(items.Select(item => item.Length)));
        Assert.That(
            writer.ToString().ReplaceLineEndings("\n"), Is.EqualTo("1/3 third [1]\n2/3 second\n3/3 first\n"));
    }

    [Test]
    public void A_bar_shows_the_items([Values(1, 2)] int threads)
    {
        using var writer = new StringWriter();
        var results = new Progress(writer, live: true, AnsiSupport.Yes).Run(items, threads, (item, share) =>
        {
            share(0.5);
            share(1);
            return item;
        });
        Assert.That(results, Is.EqualTo(items));
        Assert.That(writer.ToString(), Does.Contain("100%"));
    }

    [Test]
    public void An_error_is_thrown_as_it_is_and_nothing_more_is_begun()
    {
        var begun = 0;
        var error = Assert.Throws<InvalidDataException>(() => new Progress(TextWriter.Null, live: false).Run<int>(
            [.. Enumerable.Range(0, 100).Select(i => $"{i}")], 2, (_, _) =>
            {
                if (Interlocked.Increment(ref begun) == 1) throw new InvalidDataException("damaged");
                Thread.Sleep(20);
                return 0;
            }))!;
        Assert.That(error.Message, Is.EqualTo("damaged"));
        Assert.That(begun, Is.LessThan(50));
    }

    [Test]
    public void One_long_work_leaves_its_lines_in_a_pipe_and_on_a_terminal([Values] bool live)
    {
        using var writer = new StringWriter();
        var result = new Progress(writer, live, AnsiSupport.Yes).Run((view, _) =>
        {
            view.Show("epoch 1/2 [loss]", 0.5);
            view.Line("epoch 1/2 is done [1]");
            return 3;
        });
        Assert.That(result, Is.EqualTo(3));
        Assert.That(writer.ToString(), Does.Contain("epoch 1/2 is done [1]"));
    }
}

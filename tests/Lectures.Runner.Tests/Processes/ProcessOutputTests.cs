using System.IO.Pipelines;
using System.Text;
using Lectures.Runner.Processes;

namespace Lectures.Runner.Tests.Processes;

public class ProcessOutputTests
{
    [TestCase(4096)]
    [TestCase(8192)]
    [TestCase(100_000)]
    public void A_line_is_given_as_soon_as_it_has_come_whatever_its_length_in_bytes(int bytes)
    {
        var pipe = new Pipe();
        using var came = new ManualResetEventSlim();
        var line = new string('ε', (bytes - 1) / 2) + (bytes % 2 == 0 ? "x" : "");
        var got = "";
        var output = new ProcessOutput(new(pipe.Reader.AsStream(), Encoding.UTF8), text =>
        {
            got = text;
            came.Set();
            return null;
        });
        pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n")).AsTask().Wait();     // and no more for now
        Assert.That(came.Wait(TimeSpan.FromSeconds(20)), "the line has not been given");
        Assert.That(got, Is.EqualTo(line));
        pipe.Writer.Complete();
        output.WaitForEnd();
        Assert.That(output.LineCount, Is.Zero);
    }
}

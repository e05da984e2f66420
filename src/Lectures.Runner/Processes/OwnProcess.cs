using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lectures.Runner.Processes;

/// <summary>The program itself once more, for a hidden command of its own use.</summary>
internal static class OwnProcess
{
    /// <summary>How it is started: by its own executable, or (in a test, or by 'dotnet lectures.dll') by the
    /// runtime's. Its input and output are redirected.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var program = typeof(OwnProcess).Assembly.Location;
        var own = Path.GetFileNameWithoutExtension(Environment.ProcessPath)
            == Path.GetFileNameWithoutExtension(program);
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return new(own ? Environment.ProcessPath! : dotnet, own ? arguments : [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
    }
}

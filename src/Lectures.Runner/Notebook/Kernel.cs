using System.Text;
using Lectures.Models.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Lectures.Runner.Notebook;

/// <summary>Runs one notebook's C#, keeping its state from cell to cell.</summary>
internal sealed class Kernel
{
    // Those of .NET Interactive, and what shows things.
    private static readonly string[] imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks",
        "System.Linq", "System.IO", typeof(Screen).FullName!,
    ];

    private readonly ScriptOptions options;
    private ScriptState<object> state;

    /// <summary>A kernel with nothing but its imports; the compiler is warm.</summary>
    /// <param name="folder">Where paths of <c>#r</c> and <c>#load</c> begin.</param>
    public Kernel(string folder)
    {
        options = ScriptOptions.Default
            .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)))
            .WithImports(imports)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder))
            .WithOptimizationLevel(OptimizationLevel.Debug)      // or an index out of range has another line, or none
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
        state = CSharpScript.RunAsync<object>("1", options).GetAwaiter().GetResult();
    }

    /// <summary>Runs a piece of code.</summary>
    /// <param name="job">The code.</param>
    /// <param name="tell">Takes its value, or the error that ended it.</param>
    public void Run(KernelJob job, Action<KernelMessage> tell)
    {
        try
        {
            var cell = options.WithFilePath(KernelError.FileName(job.Cell));
            // Waited for here: a dispose scope or no_grad that a cell opens holds for this thread alone.
            state = state.ContinueWithAsync<object>(job.Code, cell, catchException: _ => true).GetAwaiter().GetResult();
            if (state.Exception is { } exception) tell(KernelError.Of(exception, job.Cell));
            else if (state.ReturnValue is { } value and not DisplayedValue) ShowResult(value, tell);
        }
        catch (CompilationErrorException wrong)
        {
            tell(KernelError.Of(wrong));
        }
        catch (Exception exception)
        {
            tell(KernelError.Of(exception, job.Cell));      // what a value throws while it is shown
        }
    }

    private static void ShowResult(object value, Action<KernelMessage> tell)
    {
        var first = true;
        foreach (var shown in Formatter.Of(value))
        {
            tell(KernelMessage.Of(first ? KernelEvent.Result : KernelEvent.Display, "", shown));
            first = false;
        }
    }
}

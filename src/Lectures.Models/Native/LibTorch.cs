using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Lectures.Models.Native;

/// <summary>Loads libtorch, or says in one line why it cannot be loaded.</summary>
/// <remarks>
/// TorchSharp, left to itself, prints a page of trace and names a missing package whatever the reason.
/// </remarks>
public static partial class LibTorch
{
    private const string Build = "build the program again on this system ('dotnet build')";

    private static readonly string[] platforms = ["linux-x64", "win-x64", "osx-arm64"];
    private static readonly Lazy<LibTorchException?> failure = new(Load);

    /// <summary>Loads libtorch at the first call; to be called before anything else of TorchSharp is touched. Freed memory is
    /// kept from then on (<see cref="TensorMemory"/>), and threads wait briefly (<see cref="TorchThreads"/>).</summary>
    /// <exception cref="LibTorchException">It cannot be loaded: no libtorch for this platform, or a file or a symbol
    /// version is missing, or a file is damaged.</exception>
    public static void EnsureLoaded()
    {
        if (failure.Value is { } exception)
        {
            throw exception;
        }
    }

    private static LibTorchException? Load()
    {
        if (!platforms.Contains(Platform()))
        {
            return new LibTorchException(
                $"libtorch: expected the platform linux-x64, win-x64 or osx-arm64, got {Platform()}; "
                + "there is no libtorch package for it.");
        }

        var folders = Folders();
        var wrapper = FileName("LibTorchSharp");
        var path = folders.Select(folder => Path.Combine(folder, wrapper)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new LibTorchException($"{wrapper}: not found in {string.Join(" or ", folders)}; {Build}.");
        }

        // The loader would end the process (SIGBUS) on a file that is shorter than its header says.
        var truncated = new[] { "LibTorchSharp", "torch", "torch_cpu", "c10" }
            .Select(name => Path.Combine(Path.GetDirectoryName(path)!, FileName(name)))
            .FirstOrDefault(ElfFile.IsTruncated);
        if (truncated is not null)
        {
            return new LibTorchException($"{Path.GetFileName(truncated)}: damaged, it is cut short; {Build}.");
        }

        try
        {
            TensorMemory.Keep();
            TorchThreads.WaitBriefly();
            NativeLibrary.Load(path);
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException
            or NotSupportedException or TypeInitializationException)
        {
            return new LibTorchException(Diagnose(wrapper, exception.Message), exception);
        }
    }

    /// <summary>The line for the user, from the text of the system's loader, whose last line holds the
    /// reason.</summary>
    private static string Diagnose(string file, string text)
    {
        var reason = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
        if (MissingVersion().Match(reason) is { Success: true } version)
        {
            return $"{Path.GetFileName(version.Groups["by"].Value)}: needs the version {version.Groups["version"]} of "
                + $"{Path.GetFileName(version.Groups["library"].Value)}, which this system lacks; {Build}, "
                + "which adapts the file, or install GCC 13's libstdc++.";
        }

        return MissingFile().Match(reason) is { Success: true } missing
            ? $"{Path.GetFileName(missing.Groups["file"].Value)}: not found, and {file} needs it; {Build}."
            : $"{file}: cannot be loaded ({reason.TrimEnd('.')}); {Build}.";
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
            : OperatingSystem.IsLinux() ? "linux" : RuntimeInformation.RuntimeIdentifier;
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string FileName(string library)
    {
        return OperatingSystem.IsWindows() ? $"{library}.dll"
            : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
    }

    // Where the runtime looks: the program's folder, and runtimes/…/native where the program is built for any platform.
    private static string[] Folders()
    {
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return [.. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(folder => !folder.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Append(AppContext.BaseDirectory).Select(Path.TrimEndingDirectorySeparator).Distinct()];
    }

    // "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)"
    [GeneratedRegex(@"^(?<library>.+): version `(?<version>.+)' not found \(required by (?<by>.+)\)")]
    private static partial Regex MissingVersion();

    // "libtorch.so: cannot open shared object file: No such file or directory"
    [GeneratedRegex("^(?<file>.+): cannot open shared object file")]
    private static partial Regex MissingFile();
}

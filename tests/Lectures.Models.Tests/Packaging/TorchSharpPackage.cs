using System.Reflection;

namespace Lectures.Models.Tests.Packaging;

/// <summary>The package TorchSharp in the machine's NuGet cache, where this build got it.</summary>
internal static class TorchSharpPackage
{
    private static readonly string folder = typeof(TorchSharpPackage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == nameof(TorchSharpPackage)).Value!;

    /// <summary>The native library for Linux as the package brings it.</summary>
    public static string Library { get; } =
        Path.Combine(folder, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    /// <summary>The cache: a folder a package, in it a folder a version.</summary>
    public static string Cache { get; } = Path.GetFullPath(Path.Combine(folder, "..", ".."));
}

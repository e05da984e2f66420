using System.Runtime.InteropServices;

namespace Lectures.Models.Native;

/// <summary>Variables for native code. .NET's own environment is a copy that native code does not see.</summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable, unless the user has.</summary>
    /// <returns>Whether there is one now; not where the C library is not glibc.</returns>
    public static bool SetDefault(string name, string value)
    {
        try
        {
            return OperatingSystem.IsLinux() && SetVariable(name, value, 0) == 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc.so.6", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int SetVariable(string name, string value, int overwrite);
}

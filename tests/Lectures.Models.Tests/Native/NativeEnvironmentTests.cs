using System.Runtime.InteropServices;
using Lectures.Models.Native;

namespace Lectures.Models.Tests.Native;

[Platform("Linux")]
public class NativeEnvironmentTests
{
    [Test]
    public void Native_code_sees_the_first_value_and_keeps_it()
    {
        const string name = "LECTURES_NATIVE_ENVIRONMENT";
        Assert.That(Read(name), Is.Null);
        Assert.That(NativeEnvironment.SetDefault(name, "1") && NativeEnvironment.SetDefault(name, "2"));
        Assert.That(Read(name), Is.EqualTo("1"));
    }

    private static string? Read(string name) => Marshal.PtrToStringUTF8(Get(name));

    [DllImport("libc.so.6", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern nint Get(string name);
}

namespace Lectures.Models.Tests.Data;

/// <summary>Real data sets, where a folder <c>shared/data</c> stands in or beside an ancestor of the tests.</summary>
internal static class SharedData
{
    /// <summary>The folder with MNIST's four files; the calling test is skipped where there is none.</summary>
    public static string Mnist() => Folder("mnist");

    /// <summary>The archive of the Free Spoken Digit Dataset; the calling test is skipped where there is none.</summary>
    public static string Recordings() => Path.Combine(Folder("fsdd"), "recordings.tar.gz");

    private static string Folder(string name)
    {
        var tests = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        for (var folder = tests; folder != null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data", name);
            if (Directory.Exists(data))
                return data;
        }
        Assert.Ignore($"The data set is not here: no folder shared/data/{name} in any folder above the tests.");
        return "";
    }
}

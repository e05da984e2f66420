namespace Lectures.Models.Tests.Data;

/// <summary>Real data sets, where a folder <c>shared/data</c> stands in or beside an ancestor of the tests.</summary>
internal static class SharedData
{
    /// <summary>The folder with MNIST's four files; the calling test is skipped where there is none.</summary>
    public static string Mnist()
    {
        var tests = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        for (var folder = tests; folder != null; folder = folder.Parent)
        {
            var mnist = Path.Combine(folder.FullName, "shared", "data", "mnist");
            if (Directory.Exists(mnist))
                return mnist;
        }
        Assert.Ignore("MNIST is not here: no folder shared/data/mnist in any folder above the tests.");
        return "";
    }
}

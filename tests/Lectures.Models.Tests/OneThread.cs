using static TorchSharp.torch;

namespace Lectures.Models.Tests;

/// <summary>Tests work on tensors of a few dozen numbers, where a second thread only waits (ten times longer on a busy
/// machine).</summary>
[SetUpFixture]
public class OneThread
{
    [OneTimeSetUp]
    public void Set() => set_num_threads(1);
}

using Lectures.Models.Native;
using static TorchSharp.torch;

try
{
    LibTorch.EnsureLoaded();
    Console.WriteLine(ones(2).sum().item<float>());
    return 0;
}
catch (LibTorchException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

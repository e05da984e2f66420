using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Kernels;

/// <summary>Each pass is what tensor operations give, by one thread and by more threads than divide the rows.</summary>
public class LstmStepTests : KernelTests
{
    [Test]
    public void Forward_is_that_of_tensor_operations(
        [Values(1, 2, 3)] int threads, [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type, [Values(5, 200)] int rows)
    {
        using var scope = NewDisposeScope();
        set_num_threads(threads);
        var (gates, before) = (rand(rows, 256, type), randn(rows, 64, type));
        var g = 2 * gates.narrow(1, 128, 64) - 1;
        var cell = gates.narrow(1, 64, 64) * before + gates.narrow(1, 0, 64) * g;
        var (c, t, h) = (empty_like(before), empty_like(before), empty_like(before));
        var o = gates.narrow(1, 192, 64).clone();

        LstmStep.Forward(gates, before, c, t, h);

        Agree(gates.narrow(1, 128, 64), g, Rounding(type));
        Agree(c, cell, Rounding(type));
        Agree(t, cell.tanh(), Rounding(type));
        Agree(h, o * cell.tanh(), Rounding(type));
    }

    [Test]
    public void Backward_is_that_of_autograd(
        [Values(1, 2, 3)] int threads, [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType type, [Values(5, 200)] int rows)
    {
        using var scope = NewDisposeScope();
        set_num_threads(threads);
        Tensor sums = randn(rows, 256, type).requires_grad_(), before = randn(rows, 64, type).requires_grad_();
        var s = sums.chunk(4, 1);
        Tensor i = s[0].sigmoid(), f = s[1].sigmoid(), g = s[2].tanh(), o = s[3].sigmoid();
        var cell = f * before + i * g;
        var (h, dh, dc) = (o * cell.tanh(), randn(rows, 64, type), randn(rows, 64, type));
        ((h * dh).sum() + (cell * dc).sum()).backward();
        using var off = no_grad();
        var (da, dBefore) = (empty_like(sums), dc.clone());

        LstmStep.Backward(cat([i, f, g, o], 1), before, cell.tanh(), dh, dBefore, da);

        Agree(da, sums.grad!, Rounding(type));
        Agree(dBefore, before.grad!, Rounding(type));
    }

    // Some operations on numbers of about 1.
    private static double Rounding(ScalarType type) => type == ScalarType.Float64 ? 1e-14 : 1e-5;
}

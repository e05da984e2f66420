using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class RecurrentTests
{
    private const int N = 3, T = 4, I = 2, H = 5;

    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Holds_the_contract(
        [Values] RecurrentKind kind, [Values(1, 2)] int layers, [Values] bool bidirectional,
        [Values] bool states, [Values] bool bias)
    {
        using var twin = new RecurrentTwin(kind, I, 3, layers, bidirectional, bias);
        LayerContract.Holds(twin.ByHand(), [randn(2, T, I, ScalarType.Float64), .. states ? twin.RandomStates(2) : []]);
    }

    [Test]
    public void One_direction_of_one_layer_holds_the_contract([Values] RecurrentKind kind)
    {
        using var twin = new RecurrentTwin(kind, I, H);
        LayerContract.Holds(twin.Cell("l0"), randn(T, N, I, ScalarType.Float64));
    }

    [Test]
    public void Equals_torchs_module_in_outputs_and_every_gradient(
        [Values] RecurrentKind kind, [Values(1, 3)] int layers, [Values] bool bidirectional,
        [Values] bool states, [Values] bool bias, [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var twin = new RecurrentTwin(kind, I, H, layers, bidirectional, bias, type);
        twin.AgreesOn(N, T, states, used: _ => true);
    }

    /// <remarks>8 units fill the processor's vectors, for which some steps have a way of their own.</remarks>
    [Test]
    public void Equals_torchs_module_for_whole_vectors_of_units(
        [Values] RecurrentKind kind, [Values] bool states, [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var twin = new RecurrentTwin(kind, I, 8, layers: 2, bidirectional: true, type: type);
        twin.AgreesOn(N, T, states, used: _ => true);
        LayerContract.Holds(
            new RecurrentTwin(kind, I, 8).ByHand(), randn(N, T, I, ScalarType.Float64));
    }

    [Test]
    public void An_lstm_takes_a_gradient_of_another_type()
    {
        using var twin = new RecurrentTwin(RecurrentKind.Lstm, I, 8);
        using var off = no_grad();
        var cell = twin.Cell("l0");
        var dx = Gradient(ones(N, 8));
        Assert.That((dx - Gradient(ones(N, 8, ScalarType.Float64))).abs().max().item<double>(), Is.Zero);

        Tensor Gradient(Tensor dc)
        {
            cell.Forward([ones(T, N, I, ScalarType.Float64)]);
            return cell.Backward([null, null, dc])[0]!;
        }
    }

    [TestCase(1, T)]
    [TestCase(N, 1)]
    [TestCase(1, 1)]
    public void Equals_torchs_module_for_one_sequence_and_one_step(int n, int t)
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            using var twin = new RecurrentTwin(kind, I, H, layers: 2, bidirectional: true);
            twin.AgreesOn(n, t, states: true, used: _ => true);
        }
    }

    [TestCase(0, TestName = "Is_right_when_only_the_outputs_are_used")]
    [TestCase(1, TestName = "Is_right_when_only_the_last_h_is_used")]
    [TestCase(2, TestName = "Is_right_when_only_the_last_c_is_used")]
    public void Is_right_when_one_output_is_used(int output)
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            using var twin = new RecurrentTwin(kind, I, H, layers: 2, bidirectional: true);
            if (output <= twin.States) twin.AgreesOn(N, T, states: true, used: i => i == output);
        }
    }

    [Test]
    public void Backward_after_a_forward_that_autograd_recorded_is_the_same([Values] RecurrentKind kind)
    {
        using var twin = new RecurrentTwin(kind, I, H);
        using var layer = twin.ByHand();
        Tensor x = randn(N, T, I, ScalarType.Float64), dy = randn(N, T, H, ScalarType.Float64);
        using var on = enable_grad();
        layer.Forward(x.requires_grad_(true));
        var recorded = layer.Backward([dy, .. new Tensor?[twin.States]])[0]!;
        using var off = no_grad();
        layer.Forward(x);
        var plain = layer.Backward([dy, .. new Tensor?[twin.States]])[0]!;
        Assert.That((recorded - plain).abs().max().item<double>(), Is.LessThan(1e-14));
    }

    [Test]
    public void Gives_a_state_no_gradient_that_was_not_given()
    {
        using var twin = new RecurrentTwin(RecurrentKind.Lstm, I, H);
        using var layer = twin.ByHand();
        using var off = no_grad();
        layer.Forward([randn(N, T, I, ScalarType.Float64), null, twin.RandomStates(N)[1]]);
        var gradients = layer.Backward([randn(N, T, H, ScalarType.Float64), null, null]);
        Assert.That(gradients.Select(g => g is null), Is.EqualTo([false, true, false]));
    }

    [TestCase(RecurrentKind.ElmanRelu, true)]
    [TestCase(RecurrentKind.Elman, false)]
    public void Only_relu_has_pieces(RecurrentKind kind, bool has)
    {
        using var twin = new RecurrentTwin(kind, I, H);
        using var layer = twin.Cell("l0");
        var y = layer.Forward([randn(T, N, I, ScalarType.Float64)])[0]!;
        var pieces = ((IPiecewise)layer).Pieces;
        Assert.That(has ? pieces.Equals(y > 0) : pieces.numel() == 0, Is.True);
    }

    [TestCase(new long[] { 3, 4, 7 }, "x: expected shape (N, T, 2), got (3, 4, 7).")]
    [TestCase(new long[] { 4, 2 }, "x: expected shape (N, T, 2), got (4, 2).")]
    [TestCase(new long[] { 3, 0, 2 }, "x: expected shape (N, T, 2), got (3, 0, 2).")]
    public void Refuses_x_of_another_shape(long[] shape, string message)
    {
        using var twin = new RecurrentTwin(RecurrentKind.Gru, I, H);
        using var layer = twin.ByHand();
        Refuses(() => layer.Forward(zeros(shape, ScalarType.Float64)), message);
    }

    [Test]
    public void Refuses_x_of_another_type()
    {
        using var twin = new RecurrentTwin(RecurrentKind.Gru, I, H);
        using var layer = twin.ByHand();
        Refuses(() => layer.Forward(zeros(N, T, I)),
            "x: expected Float64 as the weights are, got Float32; convert it with .to(ScalarType.Float64).");
    }

    [Test]
    public void Refuses_states_of_another_shape()
    {
        using var twin = new RecurrentTwin(RecurrentKind.Lstm, I, H, layers: 2);
        using var layer = twin.ByHand();
        Tensor x = zeros(N, T, I, ScalarType.Float64), fits = zeros(2, N, H, ScalarType.Float64);
        Refuses(() => layer.Forward(x, zeros(1, N, H)), "h0: expected shape (2, 3, 5), got (1, 3, 5).");
        Refuses(() => layer.Forward(x, fits, zeros(2, H, N)), "c0: expected shape (2, 3, 5), got (2, 5, 3).");
        Refuses(() => layer.Forward(x, fits, fits, fits), "RecurrentStack: expected 3 inputs, got 4.");
    }

    [Test]
    public void Refuses_weights_that_do_not_fit()
    {
        Refuses(() => new Gru(Weights((15, 2), (12, 5))), "weight_hh: expected shape (15, 5), got (12, 5).");
        Refuses(() => new Lstm(Weights((15, 2), (20, 5))), "weight_ih: expected shape (20, I), got (15, 2).");
        Refuses(() => new Elman(Weights((5, 2), (5, 5), 4)), "bias_ih: expected shape (5), got (4).");
        Refuses(() => Stack(name => new Elman(Weights((5, 2), (5, 5)))), "weight_ih_l1: expected 5 inputs, got 2.");
        Refuses(() => Stack(name => new Elman(name == "l0" ? Weights((5, 2), (5, 5)) : Weights((4, 5), (4, 4)))),
            "weight_hh_l1: expected 5 units as in l0, got 4.");
        Refuses(() => Stack(name => name == "l0" ? new Gru(Weights((15, 2), (15, 5))) : new Lstm(Weights((20, 5), (20, 5)))),
            "l1: expected 1 states as in l0, got 2.");
        Refuses(() => new Gru(new(new(zeros(15, 2)), new(zeros(15, 5, ScalarType.Float64)))),
            "weight_ih: expected Float64 as the other weights are, got Float32; convert it with .to(ScalarType.Float64).");

        static RecurrentStack Stack(Func<string, Recurrent> make) => new(2, false, make);
    }

    private static RecurrentWeights Weights((long R, long C) ih, (long R, long C) hh, long? bias = null) =>
        new(new(zeros(ih.R, ih.C)), new(zeros(hh.R, hh.C)), bias is { } b ? new(zeros(b)) : null);

    private static void Refuses(Action code, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(code)!.Message, Is.EqualTo(message));
}

using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using Lectures.Runner.Train;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Train;

/// <summary>The lecture's numbers N5 to N10: Keras's initialisation and formulas, five epochs.</summary>
public class PresetsTests
{
    private static readonly DataForm mnist = new()
    {
        Height = 28,
        Width = 28,
        ClassNames = [.. Enumerable.Range(0, 10).Select(k => $"{k}")],
    };

    [TestCase("lecture-n5", "512", Activation.Relu, OptimizerKind.RmsProp, 0.001, 128, 407_050)]
    [TestCase("lecture-n7", "128,128,128,128", Activation.Sigmoid, OptimizerKind.Sgd, 0.01, 200, 151_306)]
    [TestCase("lecture-n8", "128,128,128,128", Activation.Relu, OptimizerKind.Sgd, 0.01, 200, 151_306)]
    [TestCase("lecture-n9", "128,128,128,128", Activation.Sigmoid, OptimizerKind.Adam, 0.001, 200, 151_306)]
    [TestCase("lecture-n10", "128,128,128,128", Activation.Relu, OptimizerKind.Adam, 0.001, 200, 151_306)]
    public void The_perceptrons_are_the_lectures(
        string name, string hidden, Activation activation, OptimizerKind kind, double rate, int batch, long parameters)
    {
        var settings = Of(name);
        var options = (MlpOptions)settings.Fitted(mnist);
        Assert.That(string.Join(',', options.Hidden), Is.EqualTo(hidden));
        Assert.That(options, Is.EqualTo(new MlpOptions(784, 10)
        {
            Hidden = options.Hidden,
            Activation = activation,
            Initialisation = Initialisation.Keras,
        }), "all else is off");
        Holds(settings, kind, rate, batch, parameters);
    }

    [Test]
    public void The_convolutional_network_is_the_lectures()
    {
        var settings = Of("lecture-n6");
        var options = (CnnOptions)settings.Fitted(mnist);
        Assert.That(options.Filters, Is.EqualTo(new[] { 16, 32 }));
        Assert.That(options.Hidden, Is.EqualTo(new[] { 128 }));
        Assert.That((options.Kernel, options.Stride, options.Padding, options.Pool, options.Pooling, options.Activation,
            options.Dropout, options.BatchNorm), Is.EqualTo(
            (3L, 1L, 0L, 2L, Pooling.Maximum, Activation.Relu, 0.0, false)));
        Assert.That(options.Initialisation, Is.EqualTo(Initialisation.Keras));
        Assert.That(settings.Training.Optimizer.WeightDecay, Is.EqualTo(0.004));
        Holds(settings, OptimizerKind.AdamW, 0.001, 200, 108_618);
    }

    [Test]
    public void Every_preset_is_a_model_with_settings_that_it_has()
    {
        foreach (var name in Presets.Names) Assert.DoesNotThrow(() => Of(name).Training.ToString(), name);
    }

    private static RunSettings Of(string name)
    {
        var (model, values) = Presets.Find(name);
        return RunSettings.Of(model, [("preset", values)]);
    }

    private static void Holds(RunSettings settings, OptimizerKind kind, double rate, int batch, long parameters)
    {
        var training = settings.Training;
        Assert.That(training, Is.EqualTo(new TrainingOptions
        {
            Epochs = 5,
            Batch = batch,
            Optimizer = training.Optimizer,
            Threads = training.Threads,
        }), "all else is off");
        Assert.That(training.Optimizer with { Rate = null, WeightDecay = null },
            Is.EqualTo(new OptimizerOptions { Kind = kind, Convention = OptimizerConvention.Keras }));
        using var scope = NewDisposeScope();
        using var module = settings.Model.Task(settings.Fitted(mnist)).Build();
        Assert.That(module.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(parameters));

        // ε = 1e-7 and the rate, seen in one step: a weight of gradient 1e-7 moves by less than the rate.
        using var weight = new Models.Layers.Weight(zeros(1, ScalarType.Float64));
        using var optimizer = training.Optimizer.Create([weight]);
        Assert.That(optimizer.Rate, Is.EqualTo(rate));
        const double g = 1e-7, epsilon = 1e-7;
        weight.Accumulate(tensor(new[] { g }));
        optimizer.Step();
        var moved = kind switch
        {
            OptimizerKind.Sgd => g,
            OptimizerKind.RmsProp => g / Math.Sqrt(0.1 * g * g + epsilon),
            _ => Math.Sqrt(1 - 0.999) / (1 - 0.9) * (0.1 * g) / (Math.Sqrt(0.001 * g * g) + epsilon),
        };
        Assert.That(weight.Value.item<double>(), Is.EqualTo(-rate * moved).Within(1e-9).Percent);
    }
}

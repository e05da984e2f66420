using Lectures.Models.Data;
using Lectures.Models.Training;
using Lectures.Runner.Train;

namespace Lectures.Runner.Evaluate;

/// <summary>A pattern that was taken for another class.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Target">Its class.</param>
/// <param name="Prediction">What it was taken for.</param>
/// <param name="Probability">How sure the model was.</param>
internal sealed record Wrong(int Index, int Target, int Prediction, double Probability);

/// <summary>What a trained model makes of a test set.</summary>
/// <param name="Result">Loss and accuracy.</param>
/// <param name="Confusion">Which classes were taken for which; null where nothing is classified.</param>
/// <param name="Mistakes">All mistakes, the surest first.</param>
internal sealed record ModelReport(Evaluation Result, ConfusionMatrix? Confusion, IReadOnlyList<Wrong> Mistakes)
{
    /// <summary>Lets a model judge patterns.</summary>
    public static ModelReport Of(TrainedModel model, IPatterns patterns, CancellationToken cancel)
    {
        var confusion = model.Classifies ? new ConfusionMatrix((int)model.Form.Classes) : null;
        var mistakes = new List<Wrong>();
        var seen = 0;
        var result = Evaluator.Run(model.Task, model.Module, patterns, (batch, prediction) =>
        {
            if (confusion is null) return;
            var probabilities = model.Task.ProbabilitiesOf(prediction);
            var (most, chosen) = probabilities.max(-1);
            var (targets, predictions) = (batch.Target.data<long>().ToArray(), chosen.data<long>().ToArray());
            var sure = most.data<float>().ToArray();
            confusion.Add(targets, predictions);
            for (var n = 0; n < targets.Length; n++)
                if (targets[n] != predictions[n])
                    mistakes.Add(new(seen + n, (int)targets[n], (int)predictions[n], sure[n]));
            seen += targets.Length;
        }, cancel);
        return new(result, confusion, [.. mistakes.OrderByDescending(wrong => wrong.Probability)]);
    }
}

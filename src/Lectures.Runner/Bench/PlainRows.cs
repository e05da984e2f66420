using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>A recurrent module over the rows of an image and a dense one on its last output, as tutorials write
/// it.</summary>
internal sealed class PlainRows : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module cell;
    private readonly Linear output = nn.Linear(128, 10);

    /// <param name="cell">An RNN or LSTM of 128 units that reads (N,T,I).</param>
    public PlainRows(nn.Module cell) : base(nameof(PlainRows))
    {
        this.cell = cell;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = cell is RNN elman ? elman.call(x).Item1 : ((LSTM)cell).call(x).Item1;       // (N,T,H)
        return output.call(h.select(1, -1));
    }
}

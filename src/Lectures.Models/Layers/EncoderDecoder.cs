using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// An encoder whose output, the memory, a decoder attends to. Inputs: the source; the target; padding masks of source
/// and target, bool, true = ignore, or null or left out. Output: the decoder's.
/// </summary>
public sealed class EncoderDecoder : GeneralLayer
{
    private readonly Stack encoder, decoder;
    private int given;

    /// <summary>The pair on given parts.</summary>
    /// <param name="encoder">From the source and its mask to the memory.</param>
    /// <param name="decoder">From the target, the memory, the target's mask and the source's to the output.</param>
    public EncoderDecoder(Stack encoder, Stack decoder)
    {
        this.encoder = Add(nameof(encoder), encoder);
        this.decoder = Add(nameof(decoder), decoder);
    }

    // m = encoder(s)                y = decoder(t, m)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } source, { } target, ..] || inputs.Length > 4) throw Expect.Inputs(this, 4, inputs);
        given = inputs.Length;
        var (sourceMask, targetMask) = (inputs.ElementAtOrDefault(2), inputs.ElementAtOrDefault(3));
        var memory = encoder.Forward([source, sourceMask])[0];
        return decoder.Forward([target, memory, targetMask, sourceMask]);
    }

    // dt, dm = decoder′ dy          ds = encoder′ dm
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var dDecoder = decoder.Backward(outputGradients);
        var ds = encoder.Backward([dDecoder[1]])[0];
        Tensor?[] gradients = [ds, dDecoder[0], null, null];
        return gradients[..given];
    }
}

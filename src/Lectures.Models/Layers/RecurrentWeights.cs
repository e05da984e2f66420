namespace Lectures.Models.Layers;

/// <summary>The weights of one recurrent layer in one direction, packed as PyTorch packs them: G blocks of H rows,
/// one block a gate.</summary>
/// <param name="InputHidden">W_ih, shape (G·H, I).</param>
/// <param name="HiddenHidden">W_hh, shape (G·H, H).</param>
/// <param name="InputBias">b_ih, shape (G·H); null for none.</param>
/// <param name="HiddenBias">b_hh, shape (G·H); null for none.</param>
public sealed record RecurrentWeights(
    Weight InputHidden, Weight HiddenHidden, Weight? InputBias = null, Weight? HiddenBias = null);

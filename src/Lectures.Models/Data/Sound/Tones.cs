namespace Lectures.Models.Data.Sound;

/// <summary>
/// Melodies of three tones, recorded in noise: sounds to learn from without a download. The class is the order of a low
/// (1), a middle (2) and a high tone (3): all six hold the same tones, so what tells them apart is time alone.
/// </summary>
/// <remarks>
/// Every melody depends on the seed, the split and its own number alone. A speaker has a pitch and a timbre of their
/// own (the middle tone of one may be another's high one); tempo, glides, loudness, noise and the silence around vary from
/// melody to melody. Training and test set have no speaker in common.
/// </remarks>
public static class Tones
{
    /// <summary>Samples per second.</summary>
    public const int Rate = 8_000;

    private const int MelodiesPerSpeaker = 60, SpeakerStream = 0, MelodyStream = 1;

    private static readonly string[] orders = ["123", "132", "213", "231", "312", "321"];

    /// <summary>The classes: orders of the three tones.</summary>
    public static IReadOnlyList<string> Classes => orders;

    /// <summary>Plays the first melodies of a set.</summary>
    /// <param name="count">How many, at least 2; a longer set begins with the shorter one.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="split">Training or test set.</param>
    /// <returns>The set; each six melodies one after the other hold every class once.</returns>
    /// <exception cref="ArgumentException">The count is below 2.</exception>
    public static Recordings Generate(int count, long seed, Split split = Split.Train)
    {
        Expect.AtLeast(count, 2);
        var melodies = new Recording[count];
        Parallel.For(0, count, i =>
        {
            var speaker = i / MelodiesPerSpeaker;
            var timbre = new Timbre(SplitMix64.Stream(seed, (long)split, SpeakerStream, speaker));
            var order = orders[i % orders.Length];
            // Index 0 to 4 is the customary test set, so what is for training is counted from 5.
            var name = split == Split.Test ? $"t{speaker}x{i / 30}" : $"s{speaker}";
            var index = split == Split.Test
                ? i / orders.Length % Recording.TestIndices
                : Recording.TestIndices + i % MelodiesPerSpeaker / orders.Length;
            var samples = Play(order, timbre, SplitMix64.Stream(seed, (long)split, MelodyStream, i));
            melodies[i] = new(order, name, index, new(samples, Rate));
        });
        return new(melodies, "tones");
    }

    // What a speaker keeps: the middle pitch in Hz, the step to the tones beside it, how strong the overtones are.
    private readonly record struct Timbre(double Pitch, double Step, double Overtone2, double Overtone3)
    {
        public Timbre(SplitMix64 random) : this(
            300 * Math.Pow(2, random.Uniform(0, 1.5)), random.Uniform(1.15, 1.5),
            random.Uniform(0, 0.8), random.Uniform(0, 0.5))
        {
        }
    }

    private static float[] Play(string order, Timbre timbre, SplitMix64 random)
    {
        var loudness = Math.Pow(10, random.Uniform(-20, -3) / 20);
        var noise = loudness * Math.Pow(10, random.Uniform(-20, 0) / 20);
        var transpose = random.Uniform(0.94, 1.06);
        var sound = new List<float>();
        var phase = 0.0;
        Silence();
        foreach (var tone in order)
        {
            var pitch = timbre.Pitch * transpose * Math.Pow(timbre.Step, tone - '2');
            var (from, length) = (pitch * random.Uniform(0.93, 1.07), random.Next(560, 1400));
            for (var n = 0; n < length; n++)
            {
                var share = (double)n / length;
                var frequency = share < 0.4 ? from + (pitch - from) * share / 0.4 : pitch;      // a glide, then steady
                phase += 2 * Math.PI * frequency / Rate;
                var wave = Math.Sin(phase)
                    + timbre.Overtone2 * Math.Sin(2 * phase) + timbre.Overtone3 * Math.Sin(3 * phase);
                Add(wave * Math.Sqrt(Math.Sin(Math.PI * (n + 0.5) / length)));                  // swells and fades
            }
            for (var gap = random.Next(0, 400); gap > 0; gap--) Add(0);
        }
        Silence();
        return [.. sound];

        void Add(double wave) => sound.Add((float)Math.Clamp(loudness / 2 * wave + noise / 2 * random.Bell(), -1, 1));

        void Silence()
        {
            for (var n = random.Next(0, 1200); n > 0; n--) Add(0);
        }
    }

    private static int Next(this ref SplitMix64 random, int low, int high) => low + (int)random.Next(high - low);
}

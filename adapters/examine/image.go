package examine

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // decodes what is taken
	_ "image/png"  // likewise

	_ "golang.org/x/image/webp" // likewise

	"residencyassist/conversation"
)

const (
	// mostPixels are decoded at most. A telephone's ordinary picture has twelve
	// million; a progressive JPEG needs up to sixteen bytes for each.
	mostPixels = 16 << 20
	// samples is how many points are looked at along each side.
	samples = 160
	// darkBelow is the mean brightness, of 255, under which print is hard to read.
	darkBelow = 50
)

// readImage finds an image's size and whether it is too dark. One too large to
// be decoded here is taken as it says it is.
func readImage(data []byte, found *conversation.Findings) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		found.Broken = true
		return
	}
	found.Width, found.Height = config.Width, config.Height
	if config.Width > mostPixels/config.Height {
		return
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		found.Broken = true
		return
	}
	found.Dark = brightness(picture) < darkBelow
}

// brightness is the mean of a grid of points, from 0 to 255. What is transparent
// counts as the white that it is shown on.
func brightness(picture image.Image) int {
	b := picture.Bounds()
	across, down := max(b.Dx()/samples, 1), max(b.Dy()/samples, 1)
	sum, n := 0, 0
	for y := b.Min.Y; y < b.Max.Y; y += down {
		for x := b.Min.X; x < b.Max.X; x += across {
			point := picture.At(x, y)
			_, _, _, alpha := point.RGBA()
			gray := color.GrayModel.Convert(point).(color.Gray)
			sum += int(gray.Y) + 255 - int(alpha>>8)
			n++
		}
	}
	return sum / max(n, 1)
}

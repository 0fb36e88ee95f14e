/** Makes big photos smaller before they are sent, as the chat programs on phones do. */

const BIG = 1_500_000;
const LONGEST_SIDE = 2048;
const QUALITY = 0.85;

/** @param {File} file @returns {Promise<Blob>} the file itself where it is small, or no picture that this browser can read. */
export async function readyToSend(file) {
  if (file.size <= BIG) return file;
  try {
    return (await shrink(file)) ?? file;
  } catch {
    return file;
  }
}

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}

/** The pictures among pasted or dropped things. @param {DataTransfer | null} data */
export function picturesOf(data) {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));
}

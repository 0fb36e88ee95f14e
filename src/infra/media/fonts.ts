import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const fontFile = (name: string): string => require.resolve(`@expo-google-fonts/noto-sans-sc/${name}`);

/** The family that pictures and charts are set in; it has simplified and traditional Chinese. */
export const FONT_FAMILY = 'Noto Sans SC';

/** The paths of the font files. They are opened only by what draws. */
export const fontFiles = (): { regular: string; bold: string } => ({
  regular: fontFile('400Regular/NotoSansSC_400Regular.ttf'),
  bold: fontFile('700Bold/NotoSansSC_700Bold.ttf'),
});

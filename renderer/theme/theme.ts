/** Mantine's side of the theme. Colours live in tokens.css, where both schemes are written out by hand. */
import { createTheme, Switch, type VariantColorsResolver } from '@mantine/core';

const NO_BORDER = '1px solid transparent';

/** What a button of each variant is painted with: one accent for all, so no colour is ever passed to a component. */
const variantColorResolver: VariantColorsResolver = ({ variant }) => {
  switch (variant) {
    case 'filled':
      return {
        background: 'var(--accent)',
        hover: 'var(--accent-strong)',
        color: 'var(--on-accent)',
        border: NO_BORDER,
      };
    case 'light':
      return {
        background: 'var(--accent-soft)',
        hover: 'var(--accent-soft-hover)',
        color: 'var(--accent-ink)',
        border: NO_BORDER,
      };
    case 'subtle':
      return { background: 'transparent', hover: 'var(--hover)', color: 'var(--ink)', border: NO_BORDER };
    default:
      return {
        background: 'var(--surface)',
        hover: 'var(--hover)',
        color: 'var(--ink)',
        border: '1px solid var(--line-strong)',
      };
  }
};

export const theme = createTheme({
  variantColorResolver,
  respectReducedMotion: true,
  components: { Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }) },
});

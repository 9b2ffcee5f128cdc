/** Colours of the editor's four own themes, as it gives them to a page: what our pages use of them. */
export const THEMES = {
  dark: {
    bodyClass: 'vscode-dark',
    colours: {
      'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', descriptionForeground: '#9d9d9d', 'disabledForeground': '#7f7f7f', focusBorder: '#0078d4', 'icon-foreground': '#cccccc', 'panel-border': '#2b2b2b',
      'panelTitle-activeForeground': '#cccccc', 'panelTitle-inactiveForeground': '#9d9d9d', 'panelTitle-activeBorder': '#0078d4', 'input-background': '#313131', 'input-foreground': '#cccccc', 'input-border': '#3c3c3c', 'input-placeholderForeground': '#989898',
      'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c', 'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1',
      'list-hoverBackground': '#2a2d2e', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'list-inactiveSelectionBackground': '#37373d', 'badge-background': '#616161', 'badge-foreground': '#f8f8f8',
      'charts-purple': '#b180d7', 'charts-blue': '#59a4f9', 'charts-yellow': '#cca700', 'charts-orange': '#d18616', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-lines': 'rgba(204, 204, 204, 0.5)', 'editorHoverWidget-background': '#202020', 'editorHoverWidget-foreground': '#cccccc', 'editorHoverWidget-border': '#454545',
      'editorWidget-border': '#454545', 'editor-findMatchHighlightBackground': 'rgba(234, 92, 0, 0.33)', 'editorCursor-foreground': '#aeafad',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    colours: {
      'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', descriptionForeground: '#3b3b3b', 'disabledForeground': '#616161', focusBorder: '#005fb8', 'icon-foreground': '#3b3b3b', 'panel-border': '#e5e5e5',
      'panelTitle-activeForeground': '#3b3b3b', 'panelTitle-inactiveForeground': '#3b3b3b', 'panelTitle-activeBorder': '#005fb8', 'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-border': '#cecece', 'input-placeholderForeground': '#767676',
      'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc', 'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8',
      'list-hoverBackground': '#f2f2f2', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'list-inactiveSelectionBackground': '#e4e6f1', 'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b',
      'charts-purple': '#652d90', 'charts-blue': '#0063d3', 'charts-yellow': '#bf8803', 'charts-orange': '#d18616', 'charts-red': '#e51400', 'charts-green': '#388a34', 'charts-lines': 'rgba(59, 59, 59, 0.5)', 'editorHoverWidget-background': '#f8f8f8', 'editorHoverWidget-foreground': '#3b3b3b', 'editorHoverWidget-border': '#c8c8c8',
      'editorWidget-border': '#c8c8c8', 'editor-findMatchHighlightBackground': 'rgba(234, 92, 0, 0.33)', 'editorCursor-foreground': '#000000',
    },
  },
  contrast: {
    bodyClass: 'vscode-high-contrast',
    colours: {
      'editor-background': '#000000', 'editor-foreground': '#ffffff', descriptionForeground: 'rgba(255, 255, 255, 0.7)', 'disabledForeground': '#a5a5a5', focusBorder: '#f38518', 'icon-foreground': '#ffffff', 'panel-border': '#6fc3df', contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518',
      'panelTitle-activeForeground': '#ffffff', 'panelTitle-inactiveForeground': '#ffffff', 'panelTitle-activeBorder': '#6fc3df', 'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'input-placeholderForeground': 'rgba(255, 255, 255, 0.7)',
      'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'button-secondaryForeground': '#ffffff', 'button-border': '#6fc3df', 'button-foreground': '#ffffff', 'badge-background': '#000000', 'badge-foreground': '#ffffff',
      'charts-purple': '#b180d7', 'charts-blue': '#59a4f9', 'charts-yellow': '#ffd370', 'charts-orange': '#d18616', 'charts-red': '#f14c4c', 'charts-green': '#89d185', 'charts-lines': 'rgba(255, 255, 255, 0.5)', 'editorHoverWidget-background': '#0c141f', 'editorHoverWidget-foreground': '#ffffff', 'editorHoverWidget-border': '#6fc3df',
      'editorWidget-border': '#6fc3df', 'editor-findMatchHighlightBorder': '#f38518', 'editorCursor-foreground': '#ffffff',
    },
  },
  contrastLight: {
    bodyClass: 'vscode-high-contrast-light',
    colours: {
      'editor-background': '#ffffff', 'editor-foreground': '#292929', descriptionForeground: 'rgba(41, 41, 41, 0.7)', 'disabledForeground': '#7f7f7f', focusBorder: '#006bbd', 'icon-foreground': '#292929', 'panel-border': '#0f4a85', contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd',
      'panelTitle-activeForeground': '#292929', 'panelTitle-inactiveForeground': '#292929', 'panelTitle-activeBorder': '#b5200d', 'input-background': '#ffffff', 'input-foreground': '#292929', 'input-border': '#0f4a85', 'input-placeholderForeground': 'rgba(41, 41, 41, 0.7)',
      'textLink-foreground': '#0f4a85', 'textLink-activeForeground': '#0f4a85', 'button-secondaryBackground': '#ffffff', 'button-secondaryForeground': '#292929', 'button-border': '#0f4a85', 'button-background': '#0f4a85', 'button-foreground': '#ffffff', 'badge-background': '#0f4a85', 'badge-foreground': '#ffffff',
      'charts-purple': '#652d90', 'charts-blue': '#0063d3', 'charts-yellow': '#895503', 'charts-orange': '#d18616', 'charts-red': '#b5200d', 'charts-green': '#374e06', 'charts-lines': 'rgba(41, 41, 41, 0.5)', 'editorHoverWidget-background': '#ffffff', 'editorHoverWidget-foreground': '#292929', 'editorHoverWidget-border': '#0f4a85',
      'editorWidget-border': '#0f4a85', 'editor-findMatchHighlightBorder': '#0f4a85', 'editorCursor-foreground': '#0f4a85',
    },
  },
} as const;

export type ThemeName = keyof typeof THEMES;
